package org.kutta.adjoint;

import com.google.common.collect.ImmutableList;

/**
 * What the last solve and its gradient have cost, and what there is to say about them.
 *
 * @param nfeForward evaluations of the field while solving
 * @param nfeBackward evaluations of the field while taking the gradient: recomputed, linearized again or solved back
 * @param pullbacks products with a transposed derivative while taking the gradient
 * @param steps accepted steps of the solve
 * @param rejected rejected steps of the solve
 * @param stepsBackward steps taken while taking the gradient: recomputed or solved back; linearized ones left out
 * @param peakBytes most bytes held at once in states, cotangents and linearizations; buffers inside the field left out
 * @param reconstructionError largest relative distance between a state solved back and the state it should be, 0 for
 *     methods that keep or recompute states
 * @param status whether the gradient can be relied on
 * @param notes what the method chose or fell back to, in sentences for people
 */
public record GradientStats(
        long nfeForward,
        long nfeBackward,
        long pullbacks,
        long steps,
        long rejected,
        long stepsBackward,
        long peakBytes,
        double reconstructionError,
        Status status,
        ImmutableList<String> notes) {

    /** Whether a gradient can be relied on. */
    public enum Status {
        /** As accurate as the method promises. */
        OK,
        /** Computed, but its own error estimate is above the limit. */
        INACCURATE,
        /** The method lost accuracy and the gradient was taken by another one, as the notes say. */
        FELL_BACK,
        /** No gradient was computed. */
        FAILED
    }
}
