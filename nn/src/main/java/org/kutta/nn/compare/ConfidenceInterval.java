package org.kutta.nn.compare;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.kutta.solver.Checks;

/**
 * An estimate and how far the truth may be from it, as a few repetitions can tell.
 *
 * @param estimate the observed share or mean; NaN without observations
 * @param low lower end; NaN where the observations are too few to tell
 * @param high upper end; NaN where the observations are too few to tell
 * @param count number of observations
 * @param level share of such intervals that hold the truth, in (0, 1)
 */
public record ConfidenceInterval(double estimate, double low, double high, int count, double level) {

    /**
     * Wilson's interval for a rate: {@code (p + z^2/2n ± z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)}. It stays within [0, 1] and is useful for few trials and for rates of 0 and 1.
     *
     * @param hits trials in which it happened
     * @param trials number of trials, at least {@code hits}; without any nothing is known, and the interval is [0, 1]
     * @param level share of such intervals that hold the true rate, in (0, 1)
     * @return the interval
     * @see "Wilson: Probable inference, the law of succession, and statistical inference, J. Am. Stat. Assoc. 22 (1927), 209-212"
     */
    public static ConfidenceInterval wilson(int hits, int trials, double level) {
        Checks.check(hits >= 0 && hits <= trials, "hits (%s) must be in [0, trials = %s]", hits, trials);
        checkLevel(level);
        if (trials == 0) {
            return new ConfidenceInterval(Double.NaN, 0, 1, 0, level);
        }
        double z = new NormalDistribution().inverseCumulativeProbability((1 + level) / 2);
        double n = trials;
        double p = hits / n;
        double spread = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        double scale = 1 + z * z / n;
        double middle = p + z * z / (2 * n);
        return new ConfidenceInterval(
                p,
                hits == 0 ? 0 : (middle - spread) / scale,
                hits == trials ? 1 : (middle + spread) / scale,
                trials,
                level);
    }

    /**
     * Student's interval for a mean: {@code mean ± t s / sqrt(n)}, for observations that are about normally distributed.
     *
     * @param values observations, all finite; fewer than two give no ends; not modified
     * @param level share of such intervals that hold the true mean, in (0, 1)
     * @return the interval
     * @see "Student: The probable error of a mean, Biometrika 6 (1908), 1-25"
     */
    public static ConfidenceInterval mean(double[] values, double level) {
        checkLevel(level);
        int n = values.length;
        double sum = 0;
        for (double value : values) {
            sum += Checks.finite("value", value);
        }
        double mean = sum / n;
        if (n < 2) {
            return new ConfidenceInterval(mean, Double.NaN, Double.NaN, n, level);
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double t = new TDistribution(n - 1).inverseCumulativeProbability((1 + level) / 2);
        double half = t * Math.sqrt(squares / (n - 1) / n);
        return new ConfidenceInterval(mean, mean - half, mean + half, n, level);
    }

    private static void checkLevel(double level) {
        Checks.check(level > 0 && level < 1, "level", level, "must be in (0, 1)");
    }
}
