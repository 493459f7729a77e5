package org.kutta.nn.layer;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.onednn.BatchNormKernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch normalisation in training by oneDNN's kernels, with the rectifier that follows it or without. */
final class DirectBatchNorm {

    private DirectBatchNorm() {}

    static ProgramPlan plan(
            PlanContext context,
            BatchNorm layer,
            INDArray input,
            INDArray parameters,
            INDArray state,
            boolean rectified) {
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
            forward.add(keepNonFinite(arrays, layer.epsilon(), output));
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
     * Brings back what the fused rectifier has lost, which makes 0 of NaN. A component of the input that is not finite, or too large to be squared, leaves its channel
     * no finite variance; and finite parameters may make a factor that is not. Looks at some hundred numbers, on the host, where oneDNN's arrays are.
     */
    private static Runnable keepNonFinite(BatchNormKernels.Arrays arrays, double epsilon, INDArray output) {
        FloatBuffer variance = NativeArrays.floats(arrays.variance());
        FloatBuffer scale = NativeArrays.floats(arrays.scale());
        FloatBuffer shift = NativeArrays.floats(arrays.shift());
        FloatBuffer result = NativeArrays.floats(output);
        return () -> {
            float sum = 0;
            for (int i = 0; i < variance.limit(); i++) {
                float factor = scale.get(i) / (float) Math.sqrt(variance.get(i) + (float) epsilon);
                sum += 0 * variance.get(i) + 0 * factor + 0 * shift.get(i); // NaN from the first that is not finite on
            }
            if (sum != 0) {
                result.put(0, Float.NaN);
            }
        };
    }
}
