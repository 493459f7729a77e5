package org.kutta.nn.train;

/** Why a training run ended. */
public enum TrainingStatus {
    /** All epochs were run. */
    COMPLETED,
    /** The stop condition held after an epoch. */
    STOPPED_EARLY,
    /** The run was cancelled or its thread interrupted; the parameters are those of the last whole step. */
    CANCELLED
}
