package org.kutta.solver;

/**
 * The size of the first step, from the scale of the state, its derivative and the change of the derivative.
 *
 * <p>All norms are root mean squares in units of the tolerances, so that copies of a system start like one. The probe goes no further than
 * the interval, nor than the largest step.
 *
 * @see "Hairer, Norsett, Wanner: Solving Ordinary Differential Equations I, 2nd ed., section II.4"
 */
final class InitialStep {

    private static final double TINY_NORM = 1e-5;
    private static final double FLAT = 1e-15;

    private InitialStep() {}

    /**
     * The distance of the probe, where {@code d0} and {@code d1} are the norms of the state and of its derivative; {@code least} where {@code d1} is so large
     * that the quotient is less, or overflows.
     */
    static double probe(double d0, double d1, double least, double most) {
        boolean noScale = !(d0 >= TINY_NORM) || !(d1 >= TINY_NORM);
        return Math.min(most, noScale ? 1e-6 : Math.max(least, 0.01 * d0 / d1));
    }

    /** The first step, where {@code d2} is the norm of the second derivative as the probe sees it. */
    static double size(double probe, double d1, double d2, int errorPower, double most) {
        double largest = Math.max(d1, d2);
        double size;
        if (!(largest < Double.POSITIVE_INFINITY)) {
            size = probe; // the probe is outside the domain of the field: start no further
        } else if (largest <= FLAT) {
            size = Math.max(1e-6, probe * 1e-3);
        } else {
            size = Math.pow(0.01 / largest, 1.0 / errorPower);
        }
        return Math.min(Math.min(100 * probe, size), most);
    }
}
