package org.kutta.nn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An affine map of the last axis: {@code y = x W + b}, {@code x [batch, ..., in]}, {@code W [in, units]}, {@code b [units]}.
 *
 * @param units size of the output's last axis
 * @param bias whether {@code b} is there
 * @param initializer how {@code W} starts; {@code b} starts at zero
 */
public record Dense(int units, boolean bias, Initializer initializer) implements AffineLayer {

    /**
     * Checks the settings.
     *
     * @param units at least 1
     * @param bias whether {@code b} is there
     * @param initializer how {@code W} starts
     */
    public Dense {
        if (units < 1) {
            throw new IllegalArgumentException("dense units (" + units + ") must be >= 1");
        }
    }

    /**
     * A dense layer with bias that starts as Xavier.
     *
     * @param units size of the output's last axis
     * @return the layer
     */
    public static Dense of(int units) {
        return new Dense(units, true, Initializer.XAVIER);
    }

    /** {@return the same layer without bias} */
    public Dense withoutBias() {
        return new Dense(units, false, initializer);
    }

    /**
     * The same layer with another start.
     *
     * @param initializer how the weights start
     * @return the layer
     */
    public Dense withInitializer(Initializer initializer) {
        return new Dense(units, bias, initializer);
    }

    @Override
    public String name() {
        return "dense(" + units + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input.withLast(units);
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        ParameterGroup weight =
                new ParameterGroup("weight", ParameterRole.DENSE_WEIGHT, Shape.of(input.dim(-1), units));
        return bias
                ? List.of(weight, new ParameterGroup("bias", ParameterRole.BIAS, Shape.of(units)))
                : List.of(weight);
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        int in = Math.toIntExact(input.dim(-1));
        double[] weight = initializer.sample(in, units, in * units, random);
        return bias ? Arrays.copyOf(weight, weight.length + units) : weight;
    }

    @Override
    public long multiplyAdds(Shape input) {
        return input.size() * units;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        INDArray output = context.allocate(Shape.ofSamples(input).withLast(units));
        return planInto(context, input, parameters, state, output);
    }

    @Override
    public LayerPlan planInto(
            PlanContext context, INDArray input, INDArray parameters, INDArray state, INDArray output) {
        if (context.usesOneDnn()) {
            return planDirect(context, input, parameters, false, output);
        }
        long in = input.size(-1);
        long rows = input.length() / in;
        INDArray x = NativeArrays.view(input, rows, in);
        INDArray weight = weight(parameters, in);
        INDArray y = NativeArrays.view(output, rows, units);
        Program forward = new Program().matmul(x, false, weight, false, 1, 0, y);
        if (bias) {
            forward.addRow(y, bias(parameters, in), y);
        }
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray yBar = NativeArrays.view(bar, rows, units);
            INDArray xBar = context.acquire(rows, in);
            backward.matmul(x, true, yBar, false, 1, 0, weight(parametersBar, in));
            if (bias) {
                Columns.sum(context, backward, yBar, bias(parametersBar, in));
            }
            backward.matmul(yBar, false, weight, true, 1, 0, xBar);
            return NativeArrays.view(xBar, input.shape());
        });
    }

    @Override
    public LayerPlan planDirect(
            PlanContext context, INDArray input, INDArray parameters, boolean tanh, INDArray output) {
        return new DirectDense(context, this, input, parameters, false, tanh, output);
    }

    /** The weights {@code [in, units]} in the layer's parameters, or their cotangents. */
    INDArray weight(INDArray parameters, long in) {
        return NativeArrays.view(NativeArrays.slice(parameters, 0, in * units), in, units);
    }

    /** The bias in the layer's parameters, or its cotangent; only where there is one. */
    INDArray bias(INDArray parameters, long in) {
        return NativeArrays.slice(parameters, in * units, units);
    }
}
