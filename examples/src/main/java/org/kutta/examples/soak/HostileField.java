package org.kutta.examples.soak;

import java.util.random.RandomGenerator;
import org.kutta.solver.VectorField;

/** A field that no solver likes: it explodes, jumps, leaves its domain, is stiff or random, or returns what is not finite. */
final class HostileField implements VectorField<double[]> {

    private final int kind;
    private final double parameter;
    private final RandomGenerator noise;
    long calls;

    HostileField(RandomGenerator random) {
        kind = random.nextInt(9);
        parameter = Math.pow(10, random.nextDouble(-3, 8));
        noise = random;
    }

    @Override
    public void evaluate(double t, double[] y, double[] dydt) {
        calls++;
        for (int i = 0; i < y.length; i++) {
            dydt[i] = slope(t, y[i]);
        }
    }

    private double slope(double t, double y) {
        return switch (kind) {
            case 0 -> y * y * parameter;
            case 1 -> -Math.sqrt(y);
            case 2 -> Math.log(1 - t * t) * y;
            case 3 -> -parameter * (y - Math.cos(t));
            case 4 -> y > 1 ? -parameter : parameter;
            case 5 -> noise.nextDouble(-1, 1) * parameter;
            case 6 -> t > 0.3 ? Double.NaN : y;
            case 7 -> Math.exp(parameter * y);
            default -> noise.nextInt(1000) == 0 ? Double.POSITIVE_INFINITY : Math.sin(parameter * t);
        };
    }
}
