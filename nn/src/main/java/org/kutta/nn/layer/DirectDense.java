package org.kutta.nn.layer;

import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.onednn.DenseKernels;
import org.kutta.nn.onednn.TanhKernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A dense layer by oneDNN's kernels, {@code y = x W + (b + t w)} or the hyperbolic tangent of it. Bias and time are one row, so that the time costs nothing that
 * grows with the batch. Parameters come as weights, bias, weights of the time, each of the latter two if the layer has it.
 */
final class DirectDense implements LayerPlan {
    private final PlanContext context;
    private final INDArray input;
    private final INDArray output;
    private final INDArray parameters;
    private final Dense layer;
    private final boolean tanh;
    private final long in;
    private final DenseKernels kernels;
    private final Program forward = new Program();
    private final Program backward = new Program();
    private final @Nullable TimeRow timeRow;
    private double time;

    /**
     * Binds the layer.
     *
     * @param timed whether the time has weights
     * @param tanh whether the hyperbolic tangent follows
     */
    DirectDense(
            PlanContext context,
            Dense layer,
            INDArray input,
            INDArray parameters,
            boolean timed,
            boolean tanh,
            INDArray output) {
        this.context = context;
        this.input = input;
        this.output = output;
        this.parameters = parameters;
        this.layer = layer;
        this.tanh = tanh;
        this.in = input.size(-1);
        this.kernels = new DenseKernels(context, input.length() / in, in, layer.units());
        this.timeRow = timed ? new TimeRow() : null;
        INDArray row = timeRow == null ? biasIn(parameters) : timeRow.row;
        kernels.forward(forward, input, layer.weight(parameters, in), row, tanh, output);
    }

    @Override
    public INDArray output() {
        return output;
    }

    @Override
    public boolean needsOutput() {
        return tanh;
    }

    @Override
    public void forward(double t) {
        time = t;
        if (timeRow != null) {
            timeRow.forward();
        }
        forward.run();
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        if (tanh) {
            TanhKernels.backward(context, backward, output, outputBar, outputBar);
        }
        INDArray inputBar = context.acquire(input.shape());
        INDArray biasBar = biasIn(parametersBar);
        INDArray rowBar = timeRow == null || biasBar != null ? biasBar : context.allocate(layer.units());
        kernels.backward(
                backward,
                input,
                layer.weight(parameters, in),
                outputBar,
                inputBar,
                layer.weight(parametersBar, in),
                rowBar,
                context.ones(input.length() / in));
        if (timeRow != null && rowBar != null) {
            timeRow.bindBackward(rowBar, timeWeight(parametersBar));
        }
        return inputBar;
    }

    @Override
    public double backward() {
        backward.run();
        return timeRow == null ? 0 : timeRow.timeBar();
    }

    private @Nullable INDArray biasIn(INDArray vector) {
        return layer.bias() ? layer.bias(vector, in) : null;
    }

    private INDArray timeWeight(INDArray vector) {
        return NativeArrays.slice(vector, vector.length() - layer.units(), layer.units());
    }

    /** {@code b + t w}, and its transpose. */
    private final class TimeRow {
        private final INDArray weight = timeWeight(parameters);
        private final INDArray start = layer.bias() ? layer.bias(parameters, in) : context.zeros(layer.units());
        private final INDArray row = context.allocate(layer.units());
        private @Nullable INDArray rowBar;

        void forward() {
            NativeArrays.addTimes(start, time, weight, row);
        }

        void bindBackward(INDArray sumOfRows, INDArray weightBar) {
            rowBar = sumOfRows;
            backward.copy(sumOfRows, weightBar).add(() -> NativeArrays.scale(time, weightBar));
        }

        /** The cotangent of the time, one read from the device. */
        double timeBar() {
            return Nd4j.getBlasWrapper().level1().dot(layer.units(), 1, weight, rowBar);
        }
    }
}
