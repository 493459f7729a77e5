package org.kutta.nn.fit;

import org.kutta.solver.Checks;

/**
 * What a gap {@code g} between solution and observation costs. All three are {@code s (a g + b s)} with {@code s} the gap scaled and clamped, and have the
 * derivative {@code c s}; that is all that two kinds of state need to share.
 *
 * @param scale factor of the gap before it is clamped
 * @param limit largest {@code |s|}; infinite for none
 * @param a first coefficient
 * @param b second coefficient
 * @param c factor of the derivative
 */
record PointLoss(double scale, double limit, double a, double b, double c) {
    /** {@code g^2}. */
    static final PointLoss SQUARED = new PointLoss(1, Double.POSITIVE_INFINITY, 1, 0, 2);

    /** {@code |g|}, rounded off below 1e-30 so that 0 has the derivative 0. */
    static final PointLoss ABSOLUTE = new PointLoss(1e30, 1, 1, 0, 1);

    /** {@code g^2} up to {@code delta}, {@code 2 delta |g| - delta^2} beyond (Huber 1964, twice his). */
    static PointLoss huber(double delta) {
        return new PointLoss(1, Checks.positive("delta", delta), 2, -1, 2);
    }
}
