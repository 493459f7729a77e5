package org.kutta.nn.ode;

import java.util.Arrays;
import org.kutta.solver.Checks;

/**
 * Parameters as a Fourier sum over the interval: 1, then {@code cos(2 pi k s)} and {@code sin(2 pi k s)} for each {@code k} up to the number of harmonics, with
 * {@code s = (t - t0) / (t1 - t0)}. The parameters at the end are those at the beginning.
 *
 * @param t0 beginning of the interval
 * @param t1 its end, not {@code t0}
 * @param harmonics number of frequencies
 */
public record Fourier(double t0, double t1, int harmonics) implements TimeBasis {

    /**
     * Checks the numbers.
     *
     * @param t0 finite
     * @param t1 finite, not {@code t0}
     * @param harmonics at least 1
     */
    public Fourier {
        Interval.check(t0, t1);
        Checks.atLeast("harmonics", harmonics, 1);
    }

    @Override
    public String name() {
        return "fourier";
    }

    @Override
    public int size() {
        return 2 * harmonics + 1;
    }

    @Override
    public void values(double t, double[] values) {
        double angle = 2 * Math.PI * Interval.share(t0, t1, t);
        values[0] = 1;
        for (int k = 1; k <= harmonics; k++) {
            values[2 * k - 1] = Math.cos(k * angle);
            values[2 * k] = Math.sin(k * angle);
        }
    }

    @Override
    public void slopes(double t, double[] slopes) {
        Arrays.fill(slopes, 0);
        if (Interval.has(t0, t1, t)) {
            double frequency = 2 * Math.PI / (t1 - t0);
            double angle = frequency * (t - t0);
            for (int k = 1; k <= harmonics; k++) {
                slopes[2 * k - 1] = -k * frequency * Math.sin(k * angle);
                slopes[2 * k] = k * frequency * Math.cos(k * angle);
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
