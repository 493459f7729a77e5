package org.kutta.nn.layer;

import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.onednn.BatchNormKernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch normalisation in training by oneDNN's kernels, with the rectifier that follows it or without. */
final class DirectBatchNorm {

    private DirectBatchNorm() {}

    static ProgramPlan plan(
            PlanContext context, BatchNorm layer, INDArray input, INDArray parameters, INDArray state, boolean rectified) {
        long channels = input.size(-1);
        INDArray images = BatchNorm.image(input);
        BatchNormKernels kernels = new BatchNormKernels(context, images.shape(), layer.epsilon(), rectified);
        INDArray output = context.allocate(input.shape());
        INDArray mean = context.allocate(channels);
        INDArray variance = context.allocate(channels);
        INDArray scale = BatchNorm.scale(parameters);
        INDArray shift = BatchNorm.shift(parameters);
        @Nullable INDArray mask = kernels.maskLength() == 0 ? null : context.allocate(kernels.maskLength());
        BatchNormKernels.Arrays arrays = new BatchNormKernels.Arrays(images, mean, variance, scale, shift, mask);
        Program forward = new Program();
        kernels.forward(forward, arrays, BatchNorm.image(output));
        if (rectified) {
            keepNonFinite(context, forward, arrays, layer.epsilon(), output);
        }
        ProgramPlan plan = new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray images4 = BatchNorm.image(bar);
            kernels.backward(
                    backward, arrays, images4, images4, BatchNorm.scale(parametersBar), BatchNorm.shift(parametersBar));
            return bar;
        });
        long rows = input.length() / channels;
        return plan.withCommit(layer.commit(state, mean, variance, rows));
    }

    /**
     * Brings back what the fused rectifier has lost, which makes 0 of NaN: a component of the input that is not finite leaves none of its channel's statistics
     * finite. The first row gets the channel's {@code (mean - mean) scale / sqrt(variance + epsilon) + shift - shift}: 0, unless one of them is not finite.
     */
    private static void keepNonFinite(
            PlanContext context, Program forward, BatchNormKernels.Arrays arrays, double epsilon, INDArray output) {
        long channels = output.size(-1);
        INDArray zero = context.acquire(1, 1, 1, channels);
        INDArray row = NativeArrays.view(zero, channels);
        INDArray firstRow = NativeArrays.slice(NativeArrays.view(output, output.length()), 0, channels);
        INDArray means = NativeArrays.view(arrays.mean(), 1, 1, 1, channels);
        forward.affine(means, arrays.mean(), arrays.variance(), arrays.scale(), arrays.shift(), epsilon, zero)
                .op("subtract", row, row, arrays.shift())
                .op("add", firstRow, firstRow, row);
        context.release(zero);
    }
}
