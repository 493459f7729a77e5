package org.kutta.nn.fit;

import org.kutta.solver.Checks;

/**
 * How much the gaps between the segments of multiple shooting count, growing from a first value to a last one by the same factor every step.
 *
 * @param first weight at step 0, above 0
 * @param last weight from step {@code steps} on, above 0
 * @param steps steps of training until the last weight is reached, at least 0
 */
public record ContinuityWeight(double first, double last, long steps) {

    /**
     * Checks the values.
     *
     * @param first weight at step 0
     * @param last weight at the end
     * @param steps steps until then
     */
    public ContinuityWeight {
        Checks.positive("first continuity weight", first);
        Checks.positive("last continuity weight", last);
        Checks.atLeast("steps", steps, 0L);
    }

    /**
     * {@return the same weight in every step}
     *
     * @param weight above 0
     */
    public static ContinuityWeight constant(double weight) {
        return new ContinuityWeight(weight, weight, 0);
    }

    /**
     * {@return the weight of a step}
     *
     * @param step number of the step, from 0
     */
    public double at(long step) {
        return step >= steps ? last : first * Math.pow(last / first, (double) step / steps);
    }
}
