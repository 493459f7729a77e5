package org.kutta.nn.layer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution that sees the time as one more channel, constant over the image.
 *
 * <p>The time's part is {@code t} times the response to an image of ones, which is computed once for a batch instead of in every sample. The
 * pullback reads one number from the device: the cotangent of the time.
 *
 * @param conv the layer without time
 */
public record TimeConv2d(Conv2d conv) implements Layer {

    /**
     * A convolution with bias and time, of stride 1.
     *
     * @param filters number of output channels
     * @param kernel height and width of the kernel, odd
     * @return the layer
     */
    public static TimeConv2d of(int filters, int kernel) {
        return new TimeConv2d(Conv2d.of(filters, kernel));
    }

    @Override
    public String name() {
        return "timeConv" + conv.kernel() + "x" + conv.kernel() + "(" + conv.filters() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return conv.outputShape(input);
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        Shape shape = Shape.of(conv.kernel(), conv.kernel(), 1, conv.filters());
        return Groups.append(
                conv.parameters(input), new ParameterGroup("time", ParameterRole.CONVOLUTION_KERNEL, shape));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        int taps = conv.kernel() * conv.kernel();
        int fanIn = taps * Math.toIntExact(input.dim(-1) + 1);
        double[] inner = conv.initialParameters(input, random);
        int fanOut = taps * conv.filters();
        return Groups.append(inner, conv.initializer().sample(fanIn, fanOut, fanOut, random));
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        return List.of(LayerPart.once(conv, input));
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        long timeCount = (long) conv.kernel() * conv.kernel() * conv.filters();
        long count = parameters.length() - timeCount;
        LayerPlan plan = conv.plan(context, input, NativeArrays.slice(parameters, 0, count), state);
        INDArray output = plan.output();
        long batch = output.size(0);
        long size = output.length() / batch;

        INDArray image =
                NativeArrays.view(context.ones(input.size(1) * input.size(2)), 1, input.size(1), input.size(2), 1);
        LayerPlan response =
                withoutBias().plan(context, image, NativeArrays.slice(parameters, count, timeCount), state);
        TimeTerm term = new TimeTerm(
                context, NativeArrays.view(response.output(), size), NativeArrays.view(output, batch, size));
        WrappedPlan.Transpose transpose = (before, after, bar, parametersBar) -> {
            INDArray responseBar = context.acquire(response.output().shape());
            term.bindBackward(before, NativeArrays.view(bar, batch, size), NativeArrays.view(responseBar, size));
            INDArray timeWeightBar = NativeArrays.slice(parametersBar, count, timeCount);
            context.release(response.bindBackward(responseBar, timeWeightBar));
            before.add(response::backward);
            context.release(responseBar);
            return plan.bindBackward(bar, NativeArrays.slice(parametersBar, 0, count));
        };
        return new WrappedPlan(
                plan,
                output,
                t -> {
                    response.forward(t);
                    term.forward(t);
                },
                transpose,
                term::timeBar);
    }

    private Conv2d withoutBias() {
        return conv.expecting(0).withoutBias();
    }
}
