package org.kutta.nn.compare;

/**
 * One comparison of a model in training with a better solver, and what came of it.
 *
 * @param trainingStep steps of training taken before it
 * @param before step size in the unit of time, or relative tolerance, before
 * @param after the same after
 * @param metric the metric on one batch under the solver of the training
 * @param betterMetric the same under the better solver; NaN if its solve failed, which counts as a change
 * @param distance distance of the block's outputs, relative to their norm
 * @param action what was done
 */
public record StepAdjustment(
        long trainingStep,
        double before,
        double after,
        double metric,
        double betterMetric,
        double distance,
        Action action) {

    /** What a comparison led to. */
    public enum Action {
        /** The change was too large: shorter steps, a smaller tolerance. */
        SHORTENED,
        /** The change was small, with a longer step too. */
        LENGTHENED,
        /** The change was small, but not with a longer step. */
        REFUSED,
        /** Neither. */
        KEPT
    }
}
