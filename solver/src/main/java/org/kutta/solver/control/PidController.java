package org.kutta.solver.control;

import org.kutta.solver.Checks;

/**
 * Proportional-integral-derivative control of the step size.
 *
 * <p>With the error ratios {@code r_n, r_(n-1), r_(n-2)} of the last accepted steps and {@code k} the power of the error, the factor is
 * {@code safety * r_n^(-(p + i + d)/k) * r_(n-1)^((p + 2d)/k) * r_(n-2)^(-d/k)}, kept within {@code [minFactor, maxFactor]}; a step does
 * not grow right after a rejection. A rejected step shrinks by {@code safety * r^(-1/k)}, by {@code minFactor} if its ratio is not finite.
 * The coefficients (0, 1, 0) make the elementary controller. Powers are taken to about six digits: more would not make better steps.
 *
 * @param p proportional coefficient, at least 0
 * @param i integral coefficient, greater than 0
 * @param d derivative coefficient, at least 0
 * @param safety factor below 1 that makes rejections rare
 * @param minFactor least factor, in (0, 1)
 * @param maxFactor largest factor, above 1
 * @see "Soderlind: Digital filters in adaptive time-stepping, ACM Trans. Math. Software 29 (2003), 1-26"
 */
public record PidController(double p, double i, double d, double safety, double minFactor, double maxFactor)
        implements StepSizeController {

    /**
     * Checks the coefficients.
     *
     * @param p proportional coefficient, at least 0
     * @param i integral coefficient, greater than 0
     * @param d derivative coefficient, at least 0
     * @param safety factor below 1 that makes rejections rare
     * @param minFactor least factor, in (0, 1)
     * @param maxFactor largest factor, above 1
     * @throws IllegalArgumentException if one is out of range or not finite
     */
    public PidController {
        Checks.notNegative("p", p);
        Checks.positive("i", i);
        Checks.notNegative("d", d);
        Checks.check(safety > 0 && safety < 1, "safety", safety, "must be in (0, 1)");
        Checks.check(minFactor > 0 && minFactor < 1, "minFactor", minFactor, "must be in (0, 1)");
        Checks.check(maxFactor > 1 && maxFactor < 1e6, "maxFactor", maxFactor, "must be in (1, 1e6)");
    }

    /**
     * {@return a controller with safety 0.9 and factors within 0.2 and 10}
     *
     * @param p proportional coefficient, at least 0
     * @param i integral coefficient, greater than 0
     * @param d derivative coefficient, at least 0
     */
    public static PidController of(double p, double i, double d) {
        return new PidController(p, i, d, 0.9, 0.2, 10);
    }

    /**
     * {@return this controller with another safety factor}
     *
     * @param safety factor in (0, 1)
     */
    public PidController withSafety(double safety) {
        return new PidController(p, i, d, safety, minFactor, maxFactor);
    }

    /**
     * {@return this controller with other limits of the factor}
     *
     * @param minFactor least factor, in (0, 1)
     * @param maxFactor largest factor, above 1
     */
    public PidController withFactors(double minFactor, double maxFactor) {
        return new PidController(p, i, d, safety, minFactor, maxFactor);
    }

    @Override
    public Memory start(int errorPower) {
        return new PidMemory(this, Checks.atLeast("errorPower", errorPower, 1));
    }
}
