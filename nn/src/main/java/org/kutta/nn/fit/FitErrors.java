package org.kutta.nn.fit;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.kutta.solver.Checks;

/**
 * How far predictions are from what was observed, over the observed components.
 *
 * @param observed number of observed components
 * @param rmse root of the mean square gap
 * @param meanAbsolute mean size of the gaps
 * @param largest largest size of a gap
 * @param componentRmse root of the mean square gap of each component; NaN for one that was never observed
 */
public record FitErrors(
        long observed, double rmse, double meanAbsolute, double largest, ImmutableDoubleArray componentRmse) {

    /**
     * Compares.
     *
     * @param series what was observed
     * @param predicted predictions at the same times
     * @return the errors
     * @throws IllegalArgumentException if the shapes differ or nothing was observed
     */
    public static FitErrors of(Trajectory series, List<double[]> predicted) {
        Checks.check(
                predicted.size() == series.size(),
                "predictions must be as many as times (%s) but are %s",
                series.size(),
                predicted.size());
        Checks.check(series.observed() > 0, "the series has no observed component to compare with");
        int features = series.features();
        double[] squares = new double[features];
        long[] counts = new long[features];
        double absolute = 0;
        double largest = 0;
        for (int n = 0; n < series.size(); n++) {
            for (int i = 0; i < features; i++) {
                if (series.isObserved(n, i)) {
                    double gap = Math.abs(
                            predicted.get(n)[i] - series.states().get(n).get(i));
                    squares[i] += gap * gap;
                    counts[i]++;
                    absolute += gap;
                    largest = Math.max(largest, gap);
                }
            }
        }
        double sum = 0;
        double[] roots = new double[features];
        for (int i = 0; i < features; i++) {
            sum += squares[i];
            roots[i] = Math.sqrt(squares[i] / counts[i]);
        }
        long observed = series.observed();
        return new FitErrors(
                observed, Math.sqrt(sum / observed), absolute / observed, largest, ImmutableDoubleArray.copyOf(roots));
    }
}
