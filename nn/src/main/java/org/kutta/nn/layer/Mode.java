package org.kutta.nn.layer;

/** What a plan is for. */
public enum Mode {
    /** Batch statistics and dropout are live; a backward pass may follow. */
    TRAIN,
    /** Running statistics, no dropout; a backward pass may follow. */
    EVALUATE
}
