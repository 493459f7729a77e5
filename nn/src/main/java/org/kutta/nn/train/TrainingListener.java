package org.kutta.nn.train;

/** Told how a training run goes on, in the training thread. */
public interface TrainingListener {

    /**
     * A step was taken.
     *
     * @param progress where the run stands
     */
    default void step(TrainingProgress progress) {}

    /**
     * An epoch ended. The model may be evaluated here, and its parameters read.
     *
     * @param summary what the epoch did
     */
    default void epoch(EpochSummary summary) {}
}
