package org.kutta.nn.layer;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
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
            forward.add(keepNonFinite(arrays, output));
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
     * Brings back what the fused rectifier has lost, which makes 0 of NaN: a component of the input that is not finite leaves its channel no finite
     * variance. Looks at some hundred numbers, on the host, where oneDNN's arrays are.
     */
    private static Runnable keepNonFinite(BatchNormKernels.Arrays arrays, INDArray output) {
        List<FloatBuffer> rows = Stream.of(arrays.variance(), arrays.scale(), arrays.shift())
                .map(NativeArrays::floats)
                .toList();
        FloatBuffer result = NativeArrays.floats(output);
        return () -> {
            for (int i = 0; i < rows.size(); i++) {
                if (!isFinite(rows.get(i))) {
                    result.put(0, Float.NaN);
                }
            }
        };
    }

    private static boolean isFinite(FloatBuffer values) {
        float sum = 0;
        for (int i = 0; i < values.limit(); i++) {
            sum += 0 * values.get(i); // NaN from the first that is not finite on
        }
        return sum == 0;
    }
}
