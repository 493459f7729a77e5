package org.kutta.examples.soak;

import java.util.random.RandomGenerator;
import org.kutta.solver.VectorField;

/**
 * A random non-linear, non-autonomous system whose exact solution is known: {@code y' = p'(t) + C (y - p(t)) + d (y - p(t))^2} with
 * waves {@code p}. It counts its calls and the times at which they come.
 */
final class RandomProblem implements VectorField<double[]> {

    private final double[] amplitude;
    private final double[] frequency;
    private final double[] phase;
    private final double[][] coupling;
    private final double bend;

    /** An upper bound of the coupling's norm: errors grow by at most {@code exp(growth * time)}. */
    final double growth;

    long calls;
    double earliest = Double.POSITIVE_INFINITY;
    double latest = Double.NEGATIVE_INFINITY;

    RandomProblem(RandomGenerator random) {
        int n = 1 + random.nextInt(10);
        amplitude = values(random, n, 0, 2);
        frequency = values(random, n, 0.2, 3);
        phase = values(random, n, 0, 6);
        coupling = new double[n][];
        double largest = 0;
        for (int i = 0; i < n; i++) {
            coupling[i] = values(random, n, -1.0 / n, 1.0 / n);
            double sum = 0;
            for (double entry : coupling[i]) {
                sum += Math.abs(entry);
            }
            largest = Math.max(largest, sum);
        }
        growth = largest;
        bend = random.nextDouble(-0.5, 0.5);
    }

    private static double[] values(RandomGenerator random, int n, double least, double most) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextDouble(least, most);
        }
        return values;
    }

    double[] exact(double t) {
        double[] y = new double[amplitude.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = amplitude[i] * Math.sin(frequency[i] * t + phase[i]);
        }
        return y;
    }

    @Override
    public void evaluate(double t, double[] y, double[] dydt) {
        calls++;
        earliest = Math.min(earliest, t);
        latest = Math.max(latest, t);
        for (int i = 0; i < y.length; i++) {
            double sum = amplitude[i] * frequency[i] * Math.cos(frequency[i] * t + phase[i]);
            for (int j = 0; j < y.length; j++) {
                double off = y[j] - amplitude[j] * Math.sin(frequency[j] * t + phase[j]);
                sum += coupling[i][j] * off;
                if (j == i) {
                    sum += bend * off * off;
                }
            }
            dydt[i] = sum;
        }
    }

    double error(double t, double[] y) {
        double[] exact = exact(t);
        double largest = 0;
        for (int i = 0; i < y.length; i++) {
            largest = Math.max(largest, Math.abs(y[i] - exact[i]));
        }
        return largest;
    }
}
