package org.kutta.nn.onednn;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Where kernels take memory that need not keep its contents from one pass to the next. */
public interface Workspace {

    /**
     * Scratch, whose contents survive only until something that was planned later runs.
     *
     * @param shape whole shape
     * @return a FLOAT array of that shape with any contents, which starts at a multiple of 64 bytes
     */
    INDArray acquire(long... shape);

    /**
     * Gives scratch back for use by what is planned from now on.
     *
     * @param scratch an array from {@link #acquire}
     */
    void release(INDArray scratch);

    /**
     * Hands over what is to be freed with the arrays of this workspace.
     *
     * @param free run once
     */
    void own(Runnable free);

    /** {@return whether images lie in blocks of 16 channels, {@link BlockedImages}, rather than pixel by pixel} */
    boolean holdsBlocks();
}
