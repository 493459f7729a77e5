package org.kutta.examples.bench;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import org.hipparchus.ode.ODEIntegrator;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.ClassicalRungeKuttaIntegrator;
import org.hipparchus.ode.nonstiff.DormandPrince54Integrator;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.Tableaus;

/**
 * One problem of {@code bench solver}, for Kutta and for Hipparchus: the same field, interval and tolerances or step.
 *
 * @param name such as {@code lorenz-dopri5}
 * @param field right-hand side
 * @param start initial state; copied
 * @param end end of the interval, which starts at 0
 * @param method steps and tolerances
 */
record SolverCase(String name, VectorField<double[]> field, Start start, double end, Method method) {

    /** The limits that Hipparchus requires, far from any step that is taken. */
    private static final double LEAST_STEP = 1e-14;

    /** How the steps are chosen, for both libraries. */
    interface Method {
        /** Kutta's solver. */
        OdeSolver solver();

        /** Hipparchus's integrator, new. */
        ODEIntegrator peer();
    }

    /** Makes an initial state. */
    @FunctionalInterface
    interface Start {
        double[] state();
    }

    private record Controlled(double tolerance) implements Method {
        @Override
        public OdeSolver solver() {
            return OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(tolerance, tolerance);
        }

        @Override
        public ODEIntegrator peer() {
            return new DormandPrince54Integrator(LEAST_STEP, 1e3, tolerance, tolerance);
        }
    }

    private record Stepping(double dt) implements Method {
        @Override
        public OdeSolver solver() {
            return OdeSolver.fixedStep(Tableaus.RK4, dt);
        }

        @Override
        public ODEIntegrator peer() {
            return new ClassicalRungeKuttaIntegrator(dt);
        }
    }

    /** All problems, from the shortest run to the longest. */
    static ImmutableList<SolverCase> all() {
        double[] orbit = {0.994, 0, 0, -2.0015851063790824};
        double period = 17.065216560157964;
        return ImmutableList.of(
                new SolverCase("lorenz-dopri5", SolverCase::lorenz, () -> ones(3), 100, new Controlled(1e-9)),
                new SolverCase("lorenz-rk4", SolverCase::lorenz, () -> ones(3), 100, new Stepping(1e-3)),
                new SolverCase("arenstorf-dopri5", SolverCase::arenstorf, orbit::clone, period, new Controlled(1e-10)),
                brusselator("brusselator-2000-rk4", 1000, 1.0 / 50 / 1000, 2000),
                brusselator("brusselator-200000-rk4", 100_000, 1.0 / 50 / 1e7, 100));
    }

    private static double[] ones(int n) {
        double[] y = new double[n];
        Arrays.fill(y, 1);
        return y;
    }

    /** Lorenz's equations with sigma = 10, rho = 28, beta = 8/3. */
    private static void lorenz(double t, double[] y, double[] dydt) {
        dydt[0] = 10 * (y[1] - y[0]);
        dydt[1] = 28 * y[0] - y[1] - y[0] * y[2];
        dydt[2] = y[0] * y[1] - 8.0 / 3 * y[2];
    }

    /** A satellite between Earth and Moon, in the rotating frame. */
    private static void arenstorf(double t, double[] y, double[] dydt) {
        double mu = 0.012277471;
        double mu1 = 1 - mu;
        double r1 = (y[0] + mu) * (y[0] + mu) + y[1] * y[1];
        double r2 = (y[0] - mu1) * (y[0] - mu1) + y[1] * y[1];
        r1 *= Math.sqrt(r1);
        r2 *= Math.sqrt(r2);
        dydt[0] = y[2];
        dydt[1] = y[3];
        dydt[2] = y[0] + 2 * y[3] - mu1 * (y[0] + mu) / r1 - mu * (y[0] - mu1) / r2;
        dydt[3] = y[1] - 2 * y[2] - mu1 * y[1] / r1 - mu * y[1] / r2;
    }

    private static SolverCase brusselator(String name, int n, double diffusion, int steps) {
        double c = diffusion * (n + 1.0) * (n + 1.0);
        double dt = 1e-3;
        return new SolverCase(
                name,
                (t, y, dydt) -> {
                    brusselatorAt(y, dydt, n, c, 0, 1, y[1], 3, y[n + 1]);
                    for (int i = 1; i < n - 1; i++) {
                        double u = y[i];
                        double v = y[n + i];
                        double u2v = u * u * v;
                        dydt[i] = 1 + u2v - 4 * u + c * (y[i - 1] - 2 * u + y[i + 1]);
                        dydt[n + i] = 3 * u - u2v + c * (y[n + i - 1] - 2 * v + y[n + i + 1]);
                    }
                    brusselatorAt(y, dydt, n, c, n - 1, y[n - 2], 1, y[2 * n - 2], 3);
                },
                () -> {
                    double[] y = new double[2 * n];
                    for (int i = 0; i < n; i++) {
                        y[i] = 1 + Math.sin(2 * Math.PI * (i + 1.0) / (n + 1));
                        y[n + i] = 3;
                    }
                    return y;
                },
                steps * dt,
                new Stepping(dt));
    }

    /** One point of the reaction-diffusion equation, with its neighbours' values given. */
    private static void brusselatorAt(
            double[] y,
            double[] dydt,
            int n,
            double c,
            int i,
            double uLeft,
            double uRight,
            double vLeft,
            double vRight) {
        double u = y[i];
        double v = y[n + i];
        double u2v = u * u * v;
        dydt[i] = 1 + u2v - 4 * u + c * (uLeft - 2 * u + uRight);
        dydt[n + i] = 3 * u - u2v + c * (vLeft - 2 * v + vRight);
    }

    /** Solves by Kutta over a fraction of the interval. */
    Solution<double[]> solve(double fraction) {
        return method.solver().solve(field, 0, fraction * end, start.state());
    }

    /** Solves by Hipparchus and returns its evaluations. */
    long solvePeer() {
        ODEIntegrator integrator = method.peer();
        double[] y0 = start.state();
        integrator.integrate(
                new OrdinaryDifferentialEquation() {
                    @Override
                    public int getDimension() {
                        return y0.length;
                    }

                    @Override
                    public double[] computeDerivatives(double t, double[] y) {
                        double[] dydt = new double[y.length];
                        field.evaluate(t, y, dydt);
                        return dydt;
                    }
                },
                new ODEState(0, y0),
                end);
        return integrator.getEvaluations();
    }
}
