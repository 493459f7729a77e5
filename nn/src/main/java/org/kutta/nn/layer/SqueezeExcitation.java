package org.kutta.nn.layer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Squeeze and excitation (Hu et al. 2018): each channel is multiplied by a gate in (0, 1) that a small dense network computes from the channel means,
 * {@code gate = sigmoid(relu(means W1 + b1) W2 + b2)}.
 *
 * @param reduction number of channels divided by the number of hidden units
 */
public record SqueezeExcitation(int reduction) implements Layer {

    /**
     * Checks the settings.
     *
     * @param reduction at least 1
     */
    public SqueezeExcitation {
        Checks.atLeast("squeeze-excitation reduction", reduction, 1);
    }

    @Override
    public String name() {
        return "squeezeExcitation(" + reduction + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        Images.check("squeezeExcitation", 0, input);
        return input;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return gate(input).parameters(input);
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return gate(input).initialParameters(input, random);
    }

    private Sequential gate(Shape input) {
        int channels = Math.toIntExact(input.dim(-1));
        return Sequential.of(
                new GlobalAveragePool(),
                Dense.of(Math.max(1, channels / reduction)).withInitializer(Initializer.HE),
                new Relu(),
                Dense.of(channels),
                new Sigmoid());
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        return List.of(LayerPart.once(gate(input), input));
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        LayerPlan plan = gate(Shape.ofSamples(input)).plan(context, input, parameters, state);
        INDArray output = context.allocate(input.shape());
        INDArray gate = NativeArrays.view(plan.output(), input.size(0), 1, 1, input.size(3));
        Program multiply = new Program().multiply(input, gate, output);
        double positions = input.size(1) * (double) input.size(2);
        WrappedPlan.Transpose transpose = (before, after, bar, parametersBar) -> {
            INDArray product = context.acquire(input.shape());
            INDArray gateBar = context.acquire(plan.output().shape());
            before.multiply(bar, input, product)
                    .add(Images.channelMeans(product, gateBar))
                    .scale(positions, gateBar);
            context.release(product);
            INDArray throughGate = plan.bindBackward(gateBar, parametersBar);
            after.multiply(bar, gate, bar).axpy(1, throughGate, bar);
            context.release(throughGate);
            context.release(gateBar);
            return bar;
        };
        return new WrappedPlan(plan, output, t -> multiply.run(), transpose, () -> 0);
    }
}
