package org.kutta.nn.flow;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.ProductState;

/**
 * A continuous normalizing flow: a field carries samples from {@code t0} to {@code t1}, where they are to be standard normal. With {@code z} the end of the path of {@code x},
 *
 * <pre>
 *   log p(x) = log N(z; 0, I) + integral of tr(df/dy) along the path
 * </pre>
 *
 * <p>Solving normal samples back from {@code t1} to {@code t0} draws from the density. Samples are {@code [batch, features]}, row-major. The field's parameters are read live.
 * A sample that is not finite makes the whole batch's solve fail.
 *
 * @param field the field; its linearizations have tangents, as those of a {@link org.kutta.nn.heap.HeapField}
 * @param features number of components of one sample
 * @param t0 time of the data
 * @param t1 time of the normal distribution
 * @param solver how paths are solved
 * @see "Grathwohl et al.: FFJORD, arXiv 1810.01367"
 */
public record ContinuousFlow(
        DifferentiableField<double[]> field, int features, double t0, double t1, OdeSolver solver) {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /**
     * Checks the settings.
     *
     * @param field the field
     * @param features at least 1
     * @param t0 finite
     * @param t1 finite, after {@code t0}
     * @param solver throws on failure
     */
    public ContinuousFlow {
        FlowField.checkFeatures(field, features);
        Checks.check(
                solver.throwsOnFailure(),
                "throwOnFailure",
                false,
                "must be true for the solver of a flow: a density needs the whole way");
        Checks.finite("t0", t0);
        Checks.finite("t1", t1);
        Checks.check(t1 > t0, "t1 (%s) must be after t0 (%s)", t1, t0);
    }

    /**
     * A flow over the time from 0 to 1.
     *
     * @param field the field
     * @param features number of components of one sample
     * @param solver how paths are solved
     * @return the flow
     */
    public static ContinuousFlow of(DifferentiableField<double[]> field, int features, OdeSolver solver) {
        return new ContinuousFlow(field, features, 0, 1, solver);
    }

    /**
     * The logarithm of the density of each sample, with the exact trace.
     *
     * @param samples {@code [batch, features]}; not modified
     * @return {@code [batch]}
     * @throws org.kutta.solver.SolveFailedException if the solve fails
     */
    public double[] logDensity(double[] samples) {
        FlowField flow = new FlowField(field, features, TraceEstimator.exact(), FlowPenalty.NONE);
        ProductState<double[]> start = flow.start(samples);
        ProductState<double[]> end = solver.solve(OdeProblem.of(FlowField.space(), flow.bind(start), t0, t1, start))
                .finalState();
        double[] density = end.part(1).clone();
        for (int row = 0; row < density.length; row++) {
            density[row] += logNormal(end.part(0), row);
        }
        return density;
    }

    /** {@return the logarithm of the standard normal density at one row} */
    double logNormal(double[] z, int row) {
        double squares = 0;
        for (int i = row * features; i < (row + 1) * features; i++) {
            squares += z[i] * z[i];
        }
        return -0.5 * (squares + features * LOG_TWO_PI);
    }

    /**
     * Carries data to where they are to be normal.
     *
     * @param samples {@code [batch, features]}; not modified
     * @return {@code [batch, features]}
     */
    public double[] toNormal(double[] samples) {
        return solve(samples, t0, t1);
    }

    /**
     * Carries normal samples to the data.
     *
     * @param normal {@code [batch, features]}; not modified
     * @return {@code [batch, features]}
     */
    public double[] fromNormal(double[] normal) {
        return solve(normal, t1, t0);
    }

    private double[] solve(double[] from, double start, double end) {
        return solver.solve(field.bind(from), start, end, from).finalState();
    }

    /**
     * Draws from the density.
     *
     * @param count number of samples, at least 1
     * @param seed seed of the random numbers; the same gives the same samples
     * @return {@code [count, features]}
     */
    public double[] sample(int count, long seed) {
        Checks.atLeast("count", count, 1);
        RandomGenerator random = new SplittableRandom(seed);
        double[] normal = new double[Math.multiplyExact(count, features)];
        for (int i = 0; i < normal.length; i++) {
            normal[i] = random.nextGaussian();
        }
        return fromNormal(normal);
    }
}
