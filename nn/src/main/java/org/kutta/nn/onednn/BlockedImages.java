package org.kutta.nn.onednn;

import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images whose channels lie in blocks of 16: {@code [batch, channels / 16, height, width, 16]} in an array that says
 * {@code [batch, height, width, channels]}. Winograd's kernels work on them, and normalisation is faster.
 */
public final class BlockedImages {

    /** Channels of a block. */
    public static final int BLOCK = 16;

    private BlockedImages() {}

    /**
     * Adds a copy of images into blocks.
     *
     * @param workspace closes the kernel
     * @param program receives the step
     * @param images pixel by pixel; a multiple of 16 channels
     * @param blocks receives them, of the same shape
     */
    public static void pack(Workspace workspace, Program program, INDArray images, INDArray blocks) {
        copy(workspace, program, images, false, blocks);
    }

    /**
     * Adds a copy of images out of blocks.
     *
     * @param workspace closes the kernel
     * @param program receives the step
     * @param blocks a multiple of 16 channels
     * @param images receives them pixel by pixel, of the same shape
     */
    public static void unpack(Workspace workspace, Program program, INDArray blocks, INDArray images) {
        copy(workspace, program, blocks, true, images);
    }

    private static void copy(
            Workspace workspace, Program program, INDArray source, boolean fromBlocks, INDArray target) {
        long[] shape = source.shape();
        Layout from = Layout.images(fromBlocks, shape[0], shape[1], shape[2], shape[3]);
        Layout to = Layout.images(!fromBlocks, shape[0], shape[1], shape[2], shape[3]);
        Kernels.add(workspace, program, 0, source.length(), kernels -> kernels.reorder(from, source, to, target));
    }
}
