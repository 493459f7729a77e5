package org.kutta.nn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A transposed convolution: the transpose of a {@link Conv2d} of the same kernel and stride, which enlarges an image {@code stride} times. Weights
 * {@code [kernel, kernel, filters, channels]}.
 *
 * @param filters number of output channels
 * @param kernel height and width of the kernel, odd
 * @param stride enlargement of height and width
 * @param bias whether a bias {@code [filters]} is added
 * @param initializer how the weights start; the bias starts at zero
 */
public record ConvTranspose2d(int filters, int kernel, int stride, boolean bias, Initializer initializer)
        implements Layer {

    /**
     * Checks the settings.
     *
     * @param filters at least 1
     * @param kernel odd, at least 1
     * @param stride at least 1
     * @param bias whether a bias is added
     * @param initializer how the weights start
     */
    public ConvTranspose2d {
        Checks.atLeast("transposed conv2d filters", filters, 1);
        Checks.check(kernel >= 1 && kernel % 2 == 1, "transposed conv2d kernel", kernel, "must be odd and >= 1");
        Checks.atLeast("transposed conv2d stride", stride, 1);
    }

    /**
     * A transposed convolution with bias that starts as He.
     *
     * @param filters number of output channels
     * @param kernel height and width of the kernel, odd
     * @param stride enlargement of height and width
     * @return the layer
     */
    public static ConvTranspose2d of(int filters, int kernel, int stride) {
        return new ConvTranspose2d(filters, kernel, stride, true, Initializer.HE);
    }

    @Override
    public String name() {
        return "convTranspose" + kernel + "x" + kernel + "(" + filters + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        Images.check("convTranspose2d", 0, input);
        return Shape.of(input.dim(0) * stride, input.dim(1) * stride, filters);
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        ParameterGroup weight = new ParameterGroup(
                "weight", ParameterRole.TRANSPOSED_KERNEL, Shape.of(kernel, kernel, filters, input.dim(-1)));
        return bias
                ? List.of(weight, new ParameterGroup("bias", ParameterRole.BIAS, Shape.of(filters)))
                : List.of(weight);
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        int taps = kernel * kernel;
        int in = Math.toIntExact(input.dim(-1));
        int fanIn = Math.max(1, taps * in / (stride * stride));
        double[] weight = initializer.sample(fanIn, taps * filters, taps * filters * in, random);
        return bias ? Arrays.copyOf(weight, weight.length + filters) : weight;
    }

    @Override
    public long multiplyAdds(Shape input) {
        return input.size() * kernel * kernel * filters;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        long in = input.size(-1);
        INDArray output = context.allocate(outputShape(Shape.ofSamples(input)));
        INDArray weight = weight(parameters, in);
        Convolution convolution = new Convolution(context, output.shape(), input.shape(), kernel, stride, 1);
        Program forward = new Program();
        // What the convolution maps, here any array of its shape, counts for the weights' cotangent only.
        convolution.backward(forward, output, weight, input, output, null, null);
        if (bias) {
            forward.addRow(output, bias(parameters), output);
        }
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray inputBar = context.acquire(input.shape());
            convolution.forward(backward, bar, weight, null, inputBar);
            convolution.backward(backward, bar, weight, input, null, weight(parametersBar, in), null);
            if (bias) {
                Columns.sum(context, backward, bar, bias(parametersBar));
            }
            return inputBar;
        });
    }

    private INDArray weight(INDArray parameters, long in) {
        INDArray slice = NativeArrays.slice(parameters, 0, kernel * (long) kernel * filters * in);
        return NativeArrays.view(slice, kernel, kernel, filters, in);
    }

    private INDArray bias(INDArray parameters) {
        return NativeArrays.slice(parameters, parameters.length() - filters, filters);
    }
}
