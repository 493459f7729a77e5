package org.kutta.nn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An affine map of the last axis: {@code y = x W + b}, {@code x [batch, ..., in]}, {@code W [in, units]}, {@code b [units]}.
 *
 * @param units size of the output's last axis
 * @param bias whether {@code b} is there
 * @param initializer how {@code W} starts; {@code b} starts at zero
 */
public record Dense(int units, boolean bias, Initializer initializer) implements Layer {

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
        ParameterGroup weight = new ParameterGroup("weight", Shape.of(input.dim(-1), units));
        return bias ? List.of(weight, new ParameterGroup("bias", Shape.of(units))) : List.of(weight);
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        int in = Math.toIntExact(input.dim(-1));
        double[] weight = initializer.sample(in, units, in * units, random);
        return bias ? Arrays.copyOf(weight, weight.length + units) : weight;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return new DensePlan(this, context, input, parameters);
    }

    private static final class DensePlan implements LayerPlan {

        private final Dense layer;
        private final PlanContext context;
        private final INDArray x;
        private final INDArray weight;
        private final INDArray output;
        private final long in;
        private final PreparedOp[] forward;
        private PreparedOp[] backward = {};

        DensePlan(Dense layer, PlanContext context, INDArray input, INDArray parameters) {
            this.layer = layer;
            this.context = context;
            this.in = input.size(-1);
            long rows = input.length() / in;
            this.x = NativeArrays.view(input, rows, in);
            this.weight = NativeArrays.view(NativeArrays.slice(parameters, 0, in * layer.units), in, layer.units);
            long[] shape = input.shape().clone();
            shape[shape.length - 1] = layer.units;
            this.output = context.allocate(shape);
            INDArray y = NativeArrays.view(output, rows, layer.units);
            PreparedOp product = PreparedOp.matmul(x, false, weight, false, 1, 0, y);
            this.forward = layer.bias
                    ? new PreparedOp[] {product, PreparedOp.of("biasadd", y, y, bias(parameters))}
                    : new PreparedOp[] {product};
        }

        private INDArray bias(INDArray parameters) {
            return NativeArrays.slice(parameters, in * layer.units, layer.units);
        }

        @Override
        public INDArray output() {
            return output;
        }

        @Override
        public boolean needsOutput() {
            return false;
        }

        @Override
        public void forward(double t) {
            for (PreparedOp op : forward) {
                op.run();
            }
        }

        @Override
        public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
            long rows = x.size(0);
            long units = layer.units;
            INDArray yBar = NativeArrays.view(outputBar, rows, units);
            INDArray weightBar = NativeArrays.view(NativeArrays.slice(parametersBar, 0, in * units), in, units);
            INDArray xBar = context.acquire(rows, in);
            PreparedOp toWeight = PreparedOp.matmul(x, true, yBar, false, 1, 0, weightBar);
            PreparedOp toInput = PreparedOp.matmul(yBar, false, weight, true, 1, 0, xBar);
            if (layer.bias) {
                INDArray biasBar = NativeArrays.view(bias(parametersBar), 1, units);
                PreparedOp toBias = PreparedOp.matmul(context.ones(rows), false, yBar, false, 1, 0, biasBar);
                backward = new PreparedOp[] {toWeight, toBias, toInput};
            } else {
                backward = new PreparedOp[] {toWeight, toInput};
            }
            long[] shape = output.shape().clone();
            shape[shape.length - 1] = in;
            return NativeArrays.view(xBar, shape);
        }

        @Override
        public double backward() {
            for (PreparedOp op : backward) {
                op.run();
            }
            return 0;
        }
    }
}
