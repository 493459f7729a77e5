package org.kutta.nn.ode;

import java.util.Arrays;
import org.kutta.solver.Checks;

/**
 * Parameters as a polynomial over the interval, in Chebyshev polynomials {@code T_k(2 s - 1)} with {@code s = (t - t0) / (t1 - t0)}.
 *
 * @param t0 beginning of the interval
 * @param t1 its end, not {@code t0}
 * @param degree degree of the polynomial
 */
public record Chebyshev(double t0, double t1, int degree) implements TimeBasis {

    /**
     * Checks the numbers.
     *
     * @param t0 finite
     * @param t1 finite, not {@code t0}
     * @param degree at least 1
     */
    public Chebyshev {
        Interval.check(t0, t1);
        Checks.atLeast("degree", degree, 1);
    }

    @Override
    public String name() {
        return "chebyshev";
    }

    @Override
    public int size() {
        return degree + 1;
    }

    @Override
    public void values(double t, double[] values) {
        double x = 2 * Interval.share(t0, t1, t) - 1;
        values[0] = 1;
        values[1] = x;
        for (int k = 2; k <= degree; k++) {
            values[k] = 2 * x * values[k - 1] - values[k - 2];
        }
    }

    /** {@code T_k' = 2 T_k-1 + 2 x T_k-1' - T_k-2'}. */
    @Override
    public void slopes(double t, double[] slopes) {
        Arrays.fill(slopes, 0);
        if (Interval.has(t0, t1, t)) {
            double[] values = new double[size()];
            values(t, values);
            double x = 2 * Interval.share(t0, t1, t) - 1;
            slopes[1] = 1;
            for (int k = 2; k <= degree; k++) {
                slopes[k] = 2 * values[k - 1] + 2 * x * slopes[k - 1] - slopes[k - 2];
            }
            for (int k = 1; k <= degree; k++) {
                slopes[k] *= 2 / (t1 - t0);
            }
        }
    }

    @Override
    public double[] one() {
        double[] one = new double[size()];
        one[0] = 1;
        return one;
    }
}
