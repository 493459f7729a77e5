package org.kutta.nn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Series and fields that the tests of this package share. */
final class FitModes {
    private static final double GAP = Double.NaN;

    private FitModes() {}

    /** Three short series with gaps and different times, the last two on the same ones. */
    static List<Trajectory> gappy() {
        return List.of(
                Trajectory.of(new double[] {0, 0.3, 1, 1.1, 1.5}, rows(1, 0, 0.9, GAP, GAP, 0.4, 0, 1, -0.2, 0.7)),
                Trajectory.of(new double[] {0.2, 0.5, 0.8}, rows(0.5, -0.5, 0.3, 0.1, 0.6, GAP))
                        .weightedBy(rows(1, 1, 2, 0.5, 1, 1)),
                Trajectory.of(new double[] {0.2, 0.5, 0.8}, rows(-1, 0.2, GAP, GAP, 0.1, 0.1)));
    }

    /** The same under an input that jumps between and at the observations. */
    static List<Trajectory> driven() {
        InputSignal steps = InputSignal.hold(new double[] {0, 0.4, 0.8, 1.1}, rows1(1, -0.5, 2, 0.3));
        InputSignal line = InputSignal.linear(new double[] {0, 0.35, 2}, rows1(0, 1, -1));
        List<Trajectory> series = gappy();
        return List.of(
                series.get(0).drivenBy(steps),
                series.get(1).drivenBy(line),
                series.get(2).drivenBy(steps));
    }

    static List<double[]> rows(double... values) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < values.length; i += 2) {
            rows.add(new double[] {values[i], values[i + 1]});
        }
        return rows;
    }

    static List<double[]> rows1(double... values) {
        List<double[]> rows = new ArrayList<>();
        for (double value : values) {
            rows.add(new double[] {value});
        }
        return rows;
    }

    static Layer network() {
        return Sequential.of(Dense.of(5), new Tanh(), Dense.of(2));
    }

    static <S> FieldTerms<S> learned(FieldTerms.Builder<S> builder) {
        return builder.learned(network(), 3).build();
    }

    /** Known terms with a pullback, without one, and without parameters; a network beside them; an input. */
    static <S> FieldTerms<S> mixed(FieldTerms.Builder<S> builder) {
        KnownTerm damping = KnownTerm.of(
                (t, y, u, p, dydt) -> {
                    dydt[0] = p[0] * y[1] * y[1];
                    dydt[1] = p[1] * u[0];
                },
                (t, y, u, p, w, yBar, pBar) -> {
                    yBar[1] += 2 * p[0] * y[1] * w[0];
                    pBar[0] += y[1] * y[1] * w[0];
                    pBar[1] += u[0] * w[1];
                });
        return builder.inputs(1)
                .known("damping", damping, -0.3, 0.8)
                .known("cubic", (t, y, u, p, dydt) -> dydt[1] = p[0] * y[0] * y[0] * y[0], -0.4)
                .known((t, y, u, p, dydt) -> dydt[0] = y[1] + 0.1 * Math.sin(t))
                .learned(network(), 3)
                .build();
    }

    static FieldTerms.Builder<double[]> heap() {
        return FieldTerms.onHeap(2);
    }

    static FieldTerms.Builder<INDArray> arrays() {
        return FieldTerms.onArrays(2, DataType.DOUBLE);
    }

    static FitSettings fixedSteps() {
        return FitSettings.defaults().solver(OdeSolver.fixedStep(Tableaus.RK4, 0.1));
    }

    /** Compares the gradient of a batch with central differences in every parameter. */
    static void assertGradient(TrajectoryTrainable<?> fit, List<Segment> batch, double tolerance) {
        fit.check(batch);
        assertThat(fit.lossAndGradient(batch)).isFinite();
        double[] gradient = fit.gradient().toDoubleVector();
        double delta = 1e-5;
        for (int i = 0; i < gradient.length; i++) {
            double value = fit.parameters().getDouble(i);
            fit.parameters().putScalar(i, value + delta);
            double above = fit.lossAndGradient(batch);
            fit.parameters().putScalar(i, value - delta);
            double below = fit.lossAndGradient(batch);
            fit.parameters().putScalar(i, value);
            // The difference's truncation is of order delta^2, its rounding of order 1e-16 / delta.
            assertThat(gradient[i]).as("parameter %d", i).isCloseTo((above - below) / (2 * delta), within(tolerance));
        }
    }

    static List<Segment> only(TrajectoryTrainable<?> fit) {
        return fit.batches().epoch(0).next();
    }

    /** Observes a solution with noise; a part of the components is lost. */
    static Trajectory observe(
            VectorField<double[]> truth, double[] y0, double[] times, double noise, double lost, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<double[]> states = new ArrayList<>();
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-9, 1e-9);
        for (double time : times) {
            double[] state =
                    time == 0 ? y0.clone() : solver.solve(truth, 0, time, y0).finalState();
            for (int i = 0; i < state.length; i++) {
                boolean gone = time > 0 && random.nextDouble() < lost;
                state[i] = gone ? GAP : state[i] + noise * random.nextGaussian();
            }
            states.add(state);
        }
        return Trajectory.of(times, states);
    }
}
