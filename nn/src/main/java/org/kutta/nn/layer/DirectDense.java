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
    private final int units;
    private final boolean bias;
    private final boolean tanh;
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
        this.units = layer.units();
        this.bias = layer.bias();
        this.tanh = tanh;
        this.kernels = new DenseKernels(context, input.length() / input.size(-1), input.size(-1), units);
        this.timeRow = timed ? new TimeRow() : null;
        INDArray row = bias ? bias(parameters) : null;
        kernels.forward(forward, input, weight(parameters), timeRow == null ? row : timeRow.row, tanh, output);
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
        INDArray rowBar = bias ? bias(parametersBar) : timeRow == null ? null : timeRow.rowBar;
        kernels.backward(
                backward,
                input,
                weight(parameters),
                outputBar,
                inputBar,
                weight(parametersBar),
                rowBar,
                context.ones(outputBar.length() / units));
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

    private INDArray weight(INDArray vector) {
        long in = input.size(-1);
        return NativeArrays.view(NativeArrays.slice(vector, 0, in * units), in, units);
    }

    private INDArray bias(INDArray vector) {
        return NativeArrays.slice(vector, input.size(-1) * units, units);
    }

    private INDArray timeWeight(INDArray vector) {
        return NativeArrays.slice(vector, vector.length() - units, units);
    }

    /** {@code b + t w}, and its transpose. */
    private final class TimeRow {
        private final INDArray weight = timeWeight(parameters);
        private final INDArray start = bias ? bias(parameters) : context.zeros(units);
        private final INDArray row = context.allocate(units);
        /** The sum of the rows' cotangents where the layer has no bias, whose cotangent it else is. */
        private final INDArray rowBar = context.allocate(units);

        private INDArray sum = rowBar;

        void forward() {
            NativeArrays.addTimes(start, time, weight, row);
        }

        void bindBackward(INDArray sumOfRows, INDArray weightBar) {
            sum = sumOfRows;
            backward.copy(sumOfRows, weightBar).add(() -> NativeArrays.scale(time, weightBar));
        }

        /** The cotangent of the time, one read from the device. */
        double timeBar() {
            return Nd4j.getBlasWrapper().level1().dot(units, 1, weight, sum);
        }
    }
}
