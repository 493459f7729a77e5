package org.kutta.nn.fit;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;
import org.kutta.solver.Checks;

/**
 * Smooths series and estimates their derivatives by local polynomials: at each time, a polynomial is fitted to the nearest observations of a component by
 * least squares with tricube weights; its value and its slope there are the estimates. Times may be irregular, components may have gaps.
 *
 * <p>A component's estimate is used where the component was observed, or where it was observed on both sides within half the distance to the farthest of the
 * neighbours: not inside a gap, not beyond the ends. The weights of a series are not read. Times at which a component of the state has no estimate are left out. With noise of variance
 * {@code s^2} at steps {@code d}, the variance of a slope from {@code m} neighbours falls as {@code s^2 / (d^2 m^3)}, and its bias grows as {@code (m d)^2}
 * at degree 2: take more neighbours the noisier the data, fewer the faster the solution turns.
 *
 * @param degree degree of the polynomials, at least 1; 2 has the smaller bias at the ends and the same variance inside as 1
 * @param neighbours number of observations that a polynomial is fitted to, at least {@code degree + 3}
 * @see "Cleveland: Robust locally weighted regression and smoothing scatterplots, 1979"
 * @see "Fan, Gijbels: Local polynomial modelling and its applications, 1996, section 3.3"
 */
public record LocalPolynomial(int degree, int neighbours) {

    /**
     * Checks the settings.
     *
     * @param degree degree
     * @param neighbours number of neighbours
     */
    public LocalPolynomial {
        Checks.atLeast("degree", degree, 1);
        Checks.atLeast("neighbours", neighbours, degree + 3);
    }

    /**
     * {@return local polynomials of degree 2}
     *
     * @param neighbours number of observations that a polynomial is fitted to, at least 5
     */
    public static LocalPolynomial quadratic(int neighbours) {
        return new LocalPolynomial(2, neighbours);
    }

    /**
     * Estimates states and derivatives at the times of a series.
     *
     * @param series what was observed
     * @return the estimates, at those times where the whole state has one
     * @throws IllegalArgumentException if a component was observed fewer times than there are neighbours, or no time is left
     */
    public DerivativeEstimate estimate(Trajectory series) {
        int features = series.features();
        double[][] states = new double[series.size()][features];
        double[][] slopes = new double[series.size()][features];
        for (int i = 0; i < features; i++) {
            estimate(series, i, states, slopes);
        }
        int[] kept = IntStream.range(0, series.size())
                .filter(n -> Arrays.stream(states[n]).allMatch(Double::isFinite))
                .toArray();
        Checks.check(
                kept.length > 0, "there is no time at which every component has an estimate: fit by solving instead");
        return new DerivativeEstimate(
                ImmutableDoubleArray.copyOf(
                        IntStream.of(kept).mapToDouble(n -> series.times().get(n))),
                select(kept, states),
                select(kept, slopes),
                series.inputs());
    }

    private static ImmutableList<ImmutableDoubleArray> select(int[] kept, double[][] rows) {
        return IntStream.of(kept)
                .mapToObj(n -> ImmutableDoubleArray.copyOf(rows[n]))
                .collect(ImmutableList.toImmutableList());
    }

    private void estimate(Trajectory series, int component, double[][] states, double[][] slopes) {
        int[] seen = IntStream.range(0, series.size())
                .filter(n -> series.isObserved(n, component))
                .toArray();
        Checks.check(
                seen.length >= neighbours,
                "component %s was observed %s times but derivatives are estimated from %s neighbours: take fewer, or fit by solving",
                component,
                seen.length,
                neighbours);
        for (int n = 0; n < series.size(); n++) {
            double[] line = supported(series, seen, n) ? fit(series, component, seen, n) : null;
            states[n][component] = line == null ? Double.NaN : line[0];
            slopes[n][component] = line == null ? Double.NaN : line[1];
        }
    }

    /** First of the nearest observations, which lie side by side. */
    private int firstNeighbour(Trajectory series, int[] seen, double t) {
        int first = 0;
        while (first + neighbours < seen.length
                && Math.abs(series.times().get(seen[first + neighbours]) - t)
                        < Math.abs(series.times().get(seen[first]) - t)) {
            first++;
        }
        return first;
    }

    private double bandwidth(Trajectory series, int[] seen, int first, double t) {
        double left = t - series.times().get(seen[first]);
        double right = series.times().get(seen[first + neighbours - 1]) - t;
        return Math.max(left, right);
    }

    private boolean supported(Trajectory series, int[] seen, int n) {
        int at = Arrays.binarySearch(seen, n);
        if (at >= 0) {
            return true;
        }
        int after = -at - 1;
        double t = series.times().get(n);
        double half = bandwidth(series, seen, firstNeighbour(series, seen, t), t) / 2;
        return after > 0
                && after < seen.length
                && t - series.times().get(seen[after - 1]) <= half
                && series.times().get(seen[after]) - t <= half;
    }

    /** Value and slope at time {@code n} of the polynomial in {@code (time - t) / h}. */
    private double[] fit(Trajectory series, int component, int[] seen, int n) {
        double t = series.times().get(n);
        int first = firstNeighbour(series, seen, t);
        double h = bandwidth(series, seen, first, t);
        double[][] design = new double[neighbours][degree + 1];
        double[] values = new double[neighbours];
        for (int j = 0; j < neighbours; j++) {
            int m = seen[first + j];
            double s = (series.times().get(m) - t) / h;
            double weight = Math.sqrt(tricube(s));
            double power = weight;
            for (int k = 0; k <= degree; k++) {
                design[j][k] = power;
                power *= s;
            }
            values[j] = weight * series.states().get(m).get(component);
        }
        double[] coefficients = new QRDecomposition(new Array2DRowRealMatrix(design, false))
                .getSolver()
                .solve(new ArrayRealVector(values, false))
                .toArray();
        return new double[] {coefficients[0], coefficients[1] / h};
    }

    private static double tricube(double s) {
        double u = Math.max(0, 1 - Math.pow(Math.abs(s), 3));
        return u * u * u;
    }
}
