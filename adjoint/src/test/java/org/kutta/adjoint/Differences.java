package org.kutta.adjoint;

import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;

/** Derivatives by central differences of fourth order: truncation {@code h^4}, rounding {@code u / h}. */
final class Differences {
    private static final double H = 2e-4;

    private Differences() {}

    static double derivative(DoubleUnaryOperator f) {
        return (8 * (f.applyAsDouble(H) - f.applyAsDouble(-H)) - (f.applyAsDouble(2 * H) - f.applyAsDouble(-2 * H)))
                / (12 * H);
    }

    /** Gradient of a value with respect to the entries of an array that it reads. */
    static double[] gradient(double[] x, DoubleSupplier value) {
        double[] gradient = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int index = i;
            double kept = x[i];
            gradient[i] = derivative(e -> {
                x[index] = kept + e;
                return value.getAsDouble();
            });
            x[i] = kept;
        }
        return gradient;
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** {@code |x - y| / |y|}. */
    static double relativeError(double[] x, double[] y) {
        double[] d = x.clone();
        for (int i = 0; i < d.length; i++) {
            d[i] -= y[i];
        }
        return Math.sqrt(dot(d, d) / Math.max(Double.MIN_NORMAL, dot(y, y)));
    }
}
