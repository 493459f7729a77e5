package org.kutta.solver.problem;

import java.util.function.DoubleFunction;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.VectorField;

/**
 * A test problem with its exact solution.
 *
 * @param name name for messages
 * @param field right-hand side
 * @param t0 initial time
 * @param t1 final time
 * @param exact exact solution at a time
 */
public record KnownProblem(
        String name, VectorField<double[]> field, double t0, double t1, DoubleFunction<double[]> exact) {

    /** {@return {@code y' = y cos t}: non-autonomous, solution {@code exp(sin t)}} */
    public static KnownProblem cosineGrowth() {
        return new KnownProblem("y' = y cos t", (t, y, dydt) -> dydt[0] = y[0] * Math.cos(t), 0, 4, t ->
                new double[] {Math.exp(Math.sin(t))});
    }

    /** {@return a coupled, non-linear, non-autonomous pair with solution {@code (2 + sin 2t, 1 / (1 + t^2))}} */
    public static KnownProblem coupledPair() {
        return new KnownProblem(
                "coupled pair",
                (t, y, dydt) -> {
                    double u = 2 + Math.sin(2 * t);
                    double v = 1 / (1 + t * t);
                    dydt[0] = 2 * Math.cos(2 * t) * y[0] / u + (y[1] * y[1] - v * v);
                    dydt[1] = -2 * t * y[1] * y[1] + (y[0] - u) * y[1];
                },
                0,
                3,
                t -> new double[] {2 + Math.sin(2 * t), 1 / (1 + t * t)});
    }

    /** {@return the harmonic oscillator over some periods} */
    public static KnownProblem harmonicOscillator() {
        return new KnownProblem(
                "harmonic oscillator",
                (t, y, dydt) -> {
                    dydt[0] = y[1];
                    dydt[1] = -y[0];
                },
                0,
                20,
                t -> new double[] {Math.cos(t), -Math.sin(t)});
    }

    /** {@return the exact initial state, new} */
    public double[] y0() {
        return exact.apply(t0);
    }

    /** {@return the problem} */
    public OdeProblem<double[]> problem() {
        return OdeProblem.of(field, t0, t1, y0());
    }

    /**
     * {@return the largest error of a component at a time}
     *
     * @param time a time
     * @param state approximate state
     */
    public double error(double time, double[] state) {
        double[] expected = exact.apply(time);
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i] - state[i]));
        }
        return largest;
    }

    @Override
    public String toString() {
        return name;
    }
}
