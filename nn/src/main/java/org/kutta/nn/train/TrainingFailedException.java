package org.kutta.nn.train;

import org.jspecify.annotations.Nullable;

/**
 * Training met a loss or a gradient that is not finite, or a solve that failed: the model keeps the parameters it had before that step. Or an epoch has ended with
 * parameters or running statistics that are not finite: the checkpoint is that of the epoch before.
 */
public final class TrainingFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long step;
    private final int epoch;
    private final int batch;

    TrainingFailedException(String message, @Nullable Throwable cause, long step, int epoch, int batch) {
        super(message, cause);
        this.step = step;
        this.epoch = epoch;
        this.batch = batch;
    }

    /** {@return number of the step that could not be taken, from 0} */
    public long step() {
        return step;
    }

    /** {@return number of its epoch, from 0} */
    public int epoch() {
        return epoch;
    }

    /** {@return number of its batch within the epoch, from 0} */
    public int batch() {
        return batch;
    }
}
