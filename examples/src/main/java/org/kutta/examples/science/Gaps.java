package org.kutta.examples.science;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;

/** Sums of squared gaps, column by column. */
final class Gaps {
    private final double[] squares;
    private final long[] counts;

    Gaps(int columns) {
        squares = new double[columns];
        counts = new long[columns];
    }

    /** Adds a gap, unless the value was not seen. */
    void add(int column, double observed, double predicted) {
        if (!Double.isNaN(observed)) {
            squares[column] += (observed - predicted) * (observed - predicted);
            counts[column]++;
        }
    }

    void addAll(List<ImmutableDoubleArray> observed, List<double[]> predicted) {
        for (int n = 0; n < observed.size(); n++) {
            for (int i = 0; i < squares.length; i++) {
                add(i, observed.get(n).get(i), predicted.get(n)[i]);
            }
        }
    }

    long count() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    double of(int column) {
        return Math.sqrt(squares[column] / counts[column]);
    }

    /** {@return over all columns, each divided by its unit} */
    double inUnits(double[] units) {
        double sum = 0;
        for (int i = 0; i < squares.length; i++) {
            sum += squares[i] / (units[i] * units[i]);
        }
        return Math.sqrt(sum / count());
    }
}
