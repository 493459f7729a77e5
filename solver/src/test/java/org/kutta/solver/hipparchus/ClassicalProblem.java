package org.kutta.solver.hipparchus;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.events.Action;
import org.kutta.solver.VectorField;

/** A Hipparchus equation with its exact solution and, for some, events on the way. Counts its evaluations; made anew for each solve. */
final class ClassicalProblem implements OrdinaryDifferentialEquation {

    private final VectorField<double[]> field;
    private final double t0;
    private final double t1;
    private final Exact exact;
    private List<Reaction> reactions = List.of();
    private double[] eventTimes = {};
    private double end;
    private int calls;

    /** A solution in closed form. */
    interface Exact {
        double[] at(double t);
    }

    /** What a detector looks for and does. */
    interface Reaction {
        double function(double t, double[] y);

        Action action();

        default double[] after(double[] y) {
            return y;
        }
    }

    private ClassicalProblem(VectorField<double[]> field, double t0, double t1, Exact exact) {
        this.field = field;
        this.t0 = t0;
        this.t1 = t1;
        this.end = t1;
        this.exact = exact;
    }

    static List<ClassicalProblem> all() {
        return List.of(
                decay(4), decay(-2), forced(), kepler(0.1), kepler(0.5), logistic(), mirror(), sawtooth(), tent());
    }

    private static ClassicalProblem decay(double t1) {
        return new ClassicalProblem(
                (t, y, dydt) -> {
                    dydt[0] = -y[0];
                    dydt[1] = -y[1];
                },
                0,
                t1,
                t -> new double[] {Math.exp(-t), 0.1 * Math.exp(-t)});
    }

    /** y' = t^3 - t y, y = t^2 - 2 + C exp(-t^2 / 2). */
    private static ClassicalProblem forced() {
        return new ClassicalProblem((t, y, dydt) -> dydt[0] = t * t * t - t * y[0], -0.5, 2, t ->
                new double[] {t * t - 2 + 1.5 * Math.exp(-0.5 * t * t)});
    }

    /** An ellipse of major semi-axis 1 from its pericentre. */
    static ClassicalProblem kepler(double eccentricity) {
        return new ClassicalProblem(
                (t, y, dydt) -> {
                    double cube = Math.pow(y[0] * y[0] + y[1] * y[1], 1.5);
                    dydt[0] = y[2];
                    dydt[1] = y[3];
                    dydt[2] = -y[0] / cube;
                    dydt[3] = -y[1] / cube;
                },
                0,
                8,
                t -> ellipse(eccentricity, t));
    }

    private static double[] ellipse(double eccentricity, double t) {
        double anomaly = t + eccentricity * Math.sin(t);
        for (int i = 0; i < 50; i++) {
            double excess = anomaly - eccentricity * Math.sin(anomaly) - t;
            anomaly -= excess / (1 - eccentricity * Math.cos(anomaly));
        }
        double minor = Math.sqrt(1 - eccentricity * eccentricity);
        double rate = 1 / (1 - eccentricity * Math.cos(anomaly));
        return new double[] {
            Math.cos(anomaly) - eccentricity,
            minor * Math.sin(anomaly),
            -Math.sin(anomaly) * rate,
            minor * Math.cos(anomaly) * rate
        };
    }

    /** y' = y (1 - y), which passes 1/2 at t = 0 and goes on. */
    private static ClassicalProblem logistic() {
        ClassicalProblem problem = new ClassicalProblem(
                (t, y, dydt) -> dydt[0] = y[0] * (1 - y[0]), -3, 3, t -> new double[] {1 / (1 + Math.exp(-t))});
        problem.reactions = List.of(reaction((t, y) -> y[0] - 0.5, Action.CONTINUE, y -> y));
        problem.eventTimes = new double[] {0};
        return problem;
    }

    /** An oscillator that is thrown back at 0, y = |sin(t + 1/2)|, and stopped at t = 12. */
    private static ClassicalProblem mirror() {
        double phase = 0.5;
        ClassicalProblem problem = new ClassicalProblem(
                (t, y, dydt) -> {
                    dydt[0] = y[1];
                    dydt[1] = -y[0];
                },
                0,
                15,
                t -> {
                    double sine = Math.sin(t + phase);
                    return new double[] {Math.abs(sine), Math.signum(sine) * Math.cos(t + phase)};
                });
        problem.reactions = List.of(
                resetting((t, y) -> y[0], y -> new double[] {-y[0], -y[1]}),
                reaction((t, y) -> t - 12, Action.STOP, y -> y));
        problem.eventTimes = DoubleStream.concat(
                        DoubleStream.iterate(Math.PI - phase, t -> t < 12, t -> t + Math.PI), DoubleStream.of(12))
                .toArray();
        problem.end = 12;
        return problem;
    }

    /** y' = 1, set to 0 whenever it reaches 1. */
    private static ClassicalProblem sawtooth() {
        ClassicalProblem problem =
                new ClassicalProblem((t, y, dydt) -> dydt[0] = 1, 0.25, 4.75, t -> new double[] {t - Math.floor(t)});
        problem.reactions = List.of(resetting((t, y) -> y[0] - 1, y -> new double[] {0}));
        problem.eventTimes = new double[] {1, 2, 3, 4};
        return problem;
    }

    /** y' = 1 up to t = 1, when the equation itself changes to y' = -1. */
    private static ClassicalProblem tent() {
        double[] slope = {1};
        ClassicalProblem problem =
                new ClassicalProblem((t, y, dydt) -> dydt[0] = slope[0], 0, 3, t -> new double[] {1 - Math.abs(t - 1)});
        problem.reactions = List.of(new Reaction() {
            @Override
            public double function(double t, double[] y) {
                return t - 1;
            }

            @Override
            public Action action() {
                slope[0] = -1;
                return Action.RESET_DERIVATIVES;
            }
        });
        problem.eventTimes = new double[] {1};
        return problem;
    }

    private interface Function {
        double value(double t, double[] y);
    }

    private static Reaction reaction(Function function, Action action, UnaryOperator<double[]> after) {
        return new Reaction() {
            @Override
            public double function(double t, double[] y) {
                return function.value(t, y);
            }

            @Override
            public Action action() {
                return action;
            }

            @Override
            public double[] after(double[] y) {
                return after.apply(y);
            }
        };
    }

    /** Hipparchus expects the function to have crossed zero after the event, so that a reset that throws it back turns its sign round. */
    private static Reaction resetting(Function function, UnaryOperator<double[]> after) {
        double[] sign = {1};
        return reaction((t, y) -> sign[0] * function.value(t, y), Action.RESET_STATE, y -> {
            sign[0] = -sign[0];
            return after.apply(y);
        });
    }

    @Override
    public int getDimension() {
        return exact.at(t0).length;
    }

    @Override
    public double[] computeDerivatives(double t, double[] y) {
        calls++;
        double[] dydt = new double[y.length];
        field.evaluate(t, y, dydt);
        return dydt;
    }

    double t0() {
        return t0;
    }

    double t1() {
        return t1;
    }

    /** Where the solve ends. */
    double end() {
        return end;
    }

    double[] exact(double t) {
        return exact.at(t);
    }

    List<Reaction> reactions() {
        return reactions;
    }

    double[] eventTimes() {
        return eventTimes;
    }

    int calls() {
        return calls;
    }
}
