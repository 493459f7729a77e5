package org.kutta.examples.science;

import java.util.List;
import java.util.Optional;
import org.kutta.nn.fit.CollocationTrainable;
import org.kutta.nn.fit.ContinuityWeight;
import org.kutta.nn.fit.DerivativeEstimate;
import org.kutta.nn.fit.FitSettings;
import org.kutta.nn.fit.LocalPolynomial;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.fit.TrajectoryTrainable;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

/**
 * A neural ODE with two hidden layers fitted to series: first to slopes estimated from them, then by solving, with learned initial states. It learns in the units of a
 * {@link SeriesScale}; all that goes in and comes out here is in the series' own.
 */
final class SeriesFit implements AutoCloseable {
    private static final LocalPolynomial SLOPES = LocalPolynomial.quadratic(7);
    private static final FitSettings SETTINGS = FitSettings.defaults()
            .solver(OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-5, 1e-5))
            .timeInvariant();
    /** Epochs of the cheap fit of slopes for each one of solving. */
    private static final int START = 5;
    /** Times between the learned states of a stretch and the next. */
    private static final int STRETCH = 6;

    private final SeriesScale scale;
    private final List<Trajectory> seen;
    private final List<DerivativeEstimate> slopes;
    private final HeapField field;
    private final TrajectoryTrainable<double[]> fit;
    private final double[] losses;

    /**
     * Trains.
     *
     * @param seen what is learned from
     * @param raw whether to learn in the series' own units
     * @param hidden width of the hidden layers
     * @param epochs how often the series are solved
     * @param seed seed of the weights
     * @param fitting shows the progress
     */
    SeriesFit(List<Trajectory> seen, boolean raw, int hidden, int epochs, long seed, Fitting fitting) {
        int features = seen.get(0).features();
        SeriesScale first = raw ? SeriesScale.none(features) : SeriesScale.of(seen);
        scale = raw ? first : first.bySlopes(slopes(seen, first));
        this.seen = seen.stream().map(scale::apply).toList();
        slopes = slopes(seen, scale);
        field = HeapField.of(
                Sequential.of(Dense.of(hidden), new Tanh(), Dense.of(hidden), new Tanh(), Dense.of(features)),
                features,
                seed);
        if (!slopes.isEmpty()) {
            try (CollocationTrainable<double[]> start = CollocationTrainable.onHeap(field, slopes, SETTINGS)) {
                fitting.fit("slopes", 0.02, START * epochs, start, start.batches(), epoch -> {});
            }
        }
        FitSettings shooting = SETTINGS.multipleShooting(STRETCH, new ContinuityWeight(0.1, 100, epochs));
        try (TrajectoryTrainable<double[]> start = TrajectoryTrainable.onHeap(field, this.seen, shooting)) {
            fitting.fit("stretches", 0.01, epochs, start, start.batches(), epoch -> {});
        }
        fit = TrajectoryTrainable.onHeap(field, this.seen, SETTINGS.learnInitialStates());
        losses = fitting.fit("solutions", 0.001, epochs, fit, fit.batches(), epoch -> {});
    }

    private static List<DerivativeEstimate> slopes(List<Trajectory> series, SeriesScale scale) {
        return series.stream()
                .map(scale::apply)
                .map(SeriesFit::slopes)
                .flatMap(Optional::stream)
                .toList();
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

    /** {@return the loss of each epoch of solving: the mean square gap, in the units learned in} */
    double[] losses() {
        return losses.clone();
    }

    /** {@return for how many series slopes could be estimated} */
    int started() {
        return slopes.size();
    }

    /** {@return the number of weights} */
    int parameters() {
        return field.parameters().length;
    }

    /** {@return the initial state that was learned for a series} */
    double[] start(int number) {
        return forecast(number, new double[] {
                    scale.origin() + scale.timeUnit() * seen.get(number).times().get(0)
                })
                .get(0);
    }

    /** {@return the states of a series at any times from its start on} */
    List<double[]> forecast(int number, double[] times) {
        return fit.forecast(number, scale.times(times)).states().stream()
                .map(scale::undo)
                .toList();
    }

    /** {@return the trained field in the series' own units: the scale is folded into the first and the last layer} */
    HeapField unscaled() {
        int features = field.features();
        double[] folded = field.parameters().clone();
        int hidden = (int) field.layout().groups().get(0).shape().get(1);
        int bias = features * hidden;
        for (int i = 0; i < features; i++) {
            for (int j = 0; j < hidden; j++) {
                double weight = folded[i * hidden + j] / scale.deviation().get(i);
                folded[i * hidden + j] = weight;
                folded[bias + j] -= weight * scale.mean().get(i);
            }
        }
        int last = folded.length - (hidden + 1) * features;
        for (int k = last; k < folded.length; k++) {
            folded[k] *= scale.deviation().get((k - last) % features) / scale.timeUnit();
        }
        return HeapField.of(field.layer(), features, folded);
    }

    @Override
    public void close() {
        fit.close();
    }
}
