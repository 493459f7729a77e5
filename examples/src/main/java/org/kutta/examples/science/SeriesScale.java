package org.kutta.examples.science;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.kutta.nn.fit.DerivativeEstimate;
import org.kutta.nn.fit.Trajectory;

/**
 * Units in which series are learned: columns of mean 0 and deviation 1, a time in which their slopes are about 1.
 *
 * @param mean what is taken off each column
 * @param deviation what it is divided by then
 * @param origin what is taken off the time
 * @param timeUnit what it is divided by then
 */
record SeriesScale(ImmutableDoubleArray mean, ImmutableDoubleArray deviation, double origin, double timeUnit) {
    /** {@return the scale that changes nothing} */
    static SeriesScale none(int features) {
        double[] ones = new double[features];
        Arrays.fill(ones, 1);
        return new SeriesScale(
                ImmutableDoubleArray.copyOf(new double[features]), ImmutableDoubleArray.copyOf(ones), 0, 1);
    }

    /**
     * The scale of the observed values of some series. A column that does not change keeps its unit; the unit of the time is a tenth of the longest span.
     *
     * @param series the series; each column has a value in one of them
     */
    static SeriesScale of(List<Trajectory> series) {
        int features = series.get(0).features();
        double[] mean = new double[features];
        double[] deviation = new double[features];
        for (int i = 0; i < features; i++) {
            double[] seen = observed(series, i);
            double middle = Arrays.stream(seen).average().orElse(0);
            double spread = Math.sqrt(Arrays.stream(seen)
                    .map(value -> (value - middle) * (value - middle))
                    .average()
                    .orElse(0));
            mean[i] = middle;
            deviation[i] = spread > 0 ? spread : 1;
        }
        double origin =
                series.stream().mapToDouble(one -> one.times().get(0)).min().orElse(0);
        double span = series.stream()
                .mapToDouble(one -> one.endTime() - one.times().get(0))
                .max()
                .orElse(1);
        return new SeriesScale(
                ImmutableDoubleArray.copyOf(mean), ImmutableDoubleArray.copyOf(deviation), origin, span / 10);
    }

    /** {@return the values of a column, without its gaps} */
    static double[] observed(List<Trajectory> series, int column) {
        return series.stream()
                .flatMapToDouble(one -> one.states().stream().mapToDouble(state -> state.get(column)))
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    /** {@return the same columns, in a unit of time in which the given slopes have a root mean square of 1} */
    SeriesScale bySlopes(List<DerivativeEstimate> estimates) {
        double square = estimates.stream()
                .flatMap(one -> one.derivatives().stream())
                .flatMapToDouble(ImmutableDoubleArray::stream)
                .filter(slope -> !Double.isNaN(slope))
                .map(slope -> slope * slope)
                .average()
                .orElse(1);
        return square > 0 ? new SeriesScale(mean, deviation, origin, timeUnit / Math.sqrt(square)) : this;
    }

    double time(double t) {
        return (t - origin) / timeUnit;
    }

    double[] times(double[] times) {
        return Arrays.stream(times).map(this::time).toArray();
    }

    Trajectory apply(Trajectory series) {
        return Trajectory.of(
                        times(series.times().toArray()),
                        series.states().stream()
                                .map(state -> map(i -> (state.get(i) - mean.get(i)) / deviation.get(i)))
                                .toList())
                .named(series.name());
    }

    /** {@return a state in its own units again} */
    double[] undo(ImmutableDoubleArray state) {
        return map(i -> mean.get(i) + deviation.get(i) * state.get(i));
    }

    private double[] map(IntToDoubleFunction value) {
        return IntStream.range(0, mean.length()).mapToDouble(value).toArray();
    }
}
