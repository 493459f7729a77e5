package org.kutta.nn.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.onednn.Primitive.Argument;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation of {@code [rows, height, width, channels]} by the statistics of the batch, with a rectifier after it or without, and its
 * transpose.
 *
 * <p>The rectifier is fused: it costs no pass over memory, and remembers one bit a number. It makes 0 of NaN, as oneDNN's does, so that the caller must
 * look for NaN in the statistics.
 */
public final class BatchNormKernels {

    private final Workspace workspace;
    private final Layout images;
    private final Layout statistics;
    private final int flags;
    private final double epsilon;
    private final Layout mask;

    /**
     * Describes the normalisation.
     *
     * @param workspace gives scratch, and closes the kernels
     * @param shape {@code [rows, height, width, channels]}
     * @param epsilon added to the variance
     * @param rectified whether {@code max(., 0)} follows
     */
    public BatchNormKernels(Workspace workspace, long[] shape, double epsilon, boolean rectified) {
        this.workspace = workspace;
        this.images = Layout.images(workspace.holdsBlocks(), shape[0], shape[1], shape[2], shape[3]);
        this.statistics = Layout.vector(shape[3]);
        this.epsilon = epsilon;
        this.flags = dnnl.dnnl_use_scale | dnnl.dnnl_use_shift | (rectified ? dnnl.dnnl_fuse_norm_relu : 0);
        this.mask = new Layout(Kernels.freeingDescriptions(() -> describe().workspace_desc()));
    }

    private batch_normalization_forward.primitive_desc describe() {
        return new batch_normalization_forward.primitive_desc(
                new batch_normalization_forward.desc(
                        dnnl.dnnl_forward_training, images.descriptor(), (float) epsilon, flags),
                Primitive.attributes(),
                OneDnn.engine(),
                false);
    }

    /** {@return length of the array that remembers where the rectifier let pass, 0 without a rectifier} */
    public long maskLength() {
        return mask.isEmpty() ? 0 : mask.floats();
    }

    /**
     * The arrays of one normalisation, each but the images {@code [channels]}.
     *
     * @param x images, not modified
     * @param mean of the batch
     * @param variance of the batch, biased
     * @param scale multiplied by
     * @param shift added
     * @param mask {@link #maskLength} numbers that the forward pass leaves to the backward pass, null for none
     */
    public record Arrays(
            INDArray x,
            INDArray mean,
            INDArray variance,
            INDArray scale,
            INDArray shift,
            @Nullable INDArray mask) {}

    /**
     * Adds {@code y = scale (x - mean) / sqrt(variance + epsilon) + shift}, rectified if so described; mean and variance are written.
     *
     * @param program receives the step
     * @param arrays read and written
     * @param y receives the result; not {@code x}
     */
    public void forward(Program program, Arrays arrays, INDArray y) {
        List<Argument> bound = common(arrays);
        bound.add(new Argument(dnnl.DNNL_ARG_DST, images, y));
        Kernels.add(workspace, program, 0, arrays.x.length(), kernels -> {
            batch_normalization_forward.primitive_desc described = describe();
            kernels.add(new batch_normalization_forward(described), described, bound.toArray(Argument[]::new));
        });
    }

    /**
     * Adds the pullback through the statistics, which the forward pass has left.
     *
     * @param program receives the step
     * @param arrays read
     * @param yBar cotangent of the result
     * @param xBar receives the cotangent of the images; may be {@code yBar}
     * @param scaleBar receives the cotangent of the scale
     * @param shiftBar receives the cotangent of the shift
     */
    public void backward(
            Program program, Arrays arrays, INDArray yBar, INDArray xBar, INDArray scaleBar, INDArray shiftBar) {
        List<Argument> bound = common(arrays);
        bound.add(new Argument(dnnl.DNNL_ARG_DIFF_DST, images, yBar));
        bound.add(new Argument(dnnl.DNNL_ARG_DIFF_SRC, images, xBar));
        bound.add(new Argument(dnnl.DNNL_ARG_DIFF_SCALE, statistics, scaleBar));
        bound.add(new Argument(dnnl.DNNL_ARG_DIFF_SHIFT, statistics, shiftBar));
        Kernels.add(workspace, program, 0, arrays.x.length(), kernels -> {
            batch_normalization_backward.primitive_desc transpose = new batch_normalization_backward.primitive_desc(
                    new batch_normalization_backward.desc(
                            dnnl.dnnl_backward, images.descriptor(), images.descriptor(), (float) epsilon, flags),
                    Primitive.attributes(),
                    OneDnn.engine(),
                    describe(),
                    false);
            kernels.add(new batch_normalization_backward(transpose), transpose, bound.toArray(Argument[]::new));
        });
    }

    private List<Argument> common(Arrays arrays) {
        List<Argument> bound = new ArrayList<>();
        bound.add(new Argument(dnnl.DNNL_ARG_SRC, images, arrays.x));
        bound.add(new Argument(dnnl.DNNL_ARG_MEAN, statistics, arrays.mean));
        bound.add(new Argument(dnnl.DNNL_ARG_VARIANCE, statistics, arrays.variance));
        bound.add(new Argument(dnnl.DNNL_ARG_SCALE, statistics, arrays.scale));
        bound.add(new Argument(dnnl.DNNL_ARG_SHIFT, statistics, arrays.shift));
        if (arrays.mask != null) {
            bound.add(new Argument(dnnl.DNNL_ARG_WORKSPACE, mask, arrays.mask));
        }
        return bound;
    }
}
