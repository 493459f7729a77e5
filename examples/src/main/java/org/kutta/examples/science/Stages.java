package org.kutta.examples.science;

import java.util.List;
import java.util.Optional;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.nn.fit.CollocationTrainable;
import org.kutta.nn.fit.ContinuityWeight;
import org.kutta.nn.fit.DerivativeEstimate;
import org.kutta.nn.fit.FitSettings;
import org.kutta.nn.fit.LocalPolynomial;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.fit.TrajectoryTrainable;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

/**
 * How a field is fitted to series here: to slopes estimated from them, which takes no solving; then by multiple shooting over short stretches, which cannot lose the
 * phase; then by solving each series whole from a learned start. The field must not depend on the time.
 *
 * @param epochs how often the series are solved in each of the last two stages
 */
record Stages(int epochs) {
    private static final LocalPolynomial SLOPES = LocalPolynomial.quadratic(7);
    private static final FitSettings SETTINGS = FitSettings.defaults()
            .solver(OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-5, 1e-5))
            .timeInvariant();
    /** Epochs of the cheap fit of slopes for each one of solving. */
    private static final int START = 5;
    /** Times from the learned state at the start of a stretch to the next. */
    private static final int STRETCH = 6;

    /** What is told during the last stage. */
    interface Watcher {
        void epoch(int epoch, TrajectoryTrainable<double[]> fit);
    }

    /**
     * A field that was fitted.
     *
     * @param solutions forecasts from the learned starts; to be closed
     * @param losses mean square gap in each epoch of solving whole series
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Fitted(TrajectoryTrainable<double[]> solutions, double[] losses) implements AutoCloseable {
        @Override
        public void close() {
            solutions.close();
        }
    }

    /**
     * Fits.
     *
     * @param name shown beside the progress
     * @param field the field; its parameters are modified
     * @param seen what is learned from
     * @param fitting shows the progress
     * @param watcher told of each epoch of shooting and of solving, numbered through
     */
    Fitted fit(
            String name, DifferentiableField<double[]> field, List<Trajectory> seen, Fitting fitting, Watcher watcher) {
        List<DerivativeEstimate> slopes = slopes(seen);
        if (!slopes.isEmpty()) {
            try (CollocationTrainable<double[]> start = CollocationTrainable.onHeap(field, slopes, SETTINGS)) {
                fitting.fit(name + ", slopes", 0.02, START * epochs, start, start.batches(), epoch -> {});
            }
        }
        FitSettings shooting = SETTINGS.multipleShooting(STRETCH, new ContinuityWeight(0.1, 100, epochs));
        try (TrajectoryTrainable<double[]> start = TrajectoryTrainable.onHeap(field, seen, shooting)) {
            fitting.fit(
                    name + ", stretches", 0.01, epochs, start, start.batches(), epoch -> watcher.epoch(epoch, start));
        }
        TrajectoryTrainable<double[]> fit = TrajectoryTrainable.onHeap(field, seen, SETTINGS.learnInitialStates());
        return new Fitted(
                fit,
                fitting.fit(
                        name + ", whole",
                        0.001,
                        epochs,
                        fit,
                        fit.batches(),
                        epoch -> watcher.epoch(epochs + epoch, fit)));
    }

    Fitted fit(String name, DifferentiableField<double[]> field, List<Trajectory> seen, Fitting fitting) {
        return fit(name, field, seen, fitting, (epoch, fit) -> {});
    }

    /** {@return slopes of those series that have enough values near each other} */
    static List<DerivativeEstimate> slopes(List<Trajectory> series) {
        return series.stream().map(Stages::slopes).flatMap(Optional::stream).toList();
    }

    private static Optional<DerivativeEstimate> slopes(Trajectory series) {
        for (int i = 0; i < series.features(); i++) {
            if (SeriesScale.observed(List.of(series), i).length < SLOPES.neighbours()) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(SLOPES.estimate(series));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // its columns are never seen near each other
        }
    }
}
