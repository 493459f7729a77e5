package org.kutta.nn.flow;

import java.util.random.RandomGenerator;
import org.kutta.solver.Checks;

/**
 * Random end times for training (STEER): uniform in {@code (t1 - width, t1 + width)}. A field that is right at every such time has no reason to be stiff near {@code t1}.
 * Evaluation solves to {@code t1} itself.
 *
 * @param t0 start
 * @param t1 mean of the end times
 * @param width half the width of the interval, at least 0 and below {@code |t1 - t0|}; 0 gives {@code t1}
 * @see "Ghosh et al.: STEER: simple temporal regularization for neural ODEs, arXiv 2006.10711"
 */
public record EndTimeSampler(double t0, double t1, double width) {
    /**
     * Checks the times.
     *
     * @param t0 finite
     * @param t1 finite, not {@code t0}
     * @param width at least 0 and below {@code |t1 - t0|}
     */
    public EndTimeSampler {
        Checks.finite("t0", t0);
        Checks.finite("t1", t1);
        Checks.check(t0 != t1, "t1", t1, "must not be t0");
        Checks.check(
                width >= 0 && width < Math.abs(t1 - t0),
                "width (%s) must be at least 0 and less than the interval, %s",
                width,
                Math.abs(t1 - t0));
    }

    /**
     * {@return an end time}
     *
     * @param random source of the random number; one is drawn, whatever the width
     */
    public double sample(RandomGenerator random) {
        return t1 + width * (2 * random.nextDouble() - 1);
    }
}
