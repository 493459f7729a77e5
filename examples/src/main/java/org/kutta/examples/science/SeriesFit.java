package org.kutta.examples.science;

import java.util.List;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;

/**
 * A neural ODE with two hidden layers fitted to series in {@link Stages}. It learns in the units of a
 * {@link SeriesScale}; all that goes in and comes out here is in the series' own.
 */
final class SeriesFit implements AutoCloseable {
    private final SeriesScale scale;
    private final List<Trajectory> seen;
    private final boolean started;
    private final HeapField field;
    private final Stages.Fitted fit;

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
        scale = raw
                ? first
                : first.bySlopes(Stages.slopes(seen.stream().map(first::apply).toList()));
        this.seen = seen.stream().map(scale::apply).toList();
        started = !Stages.slopes(this.seen).isEmpty();
        field = HeapField.of(
                Sequential.of(Dense.of(hidden), new Tanh(), Dense.of(hidden), new Tanh(), Dense.of(features)),
                features,
                seed);
        fit = new Stages(epochs).fit("fit", field, this.seen, fitting);
    }

    /** {@return the loss of each epoch of solving: the mean square gap, in the units learned in} */
    double[] losses() {
        return fit.losses().clone();
    }

    /** {@return whether slopes could be estimated to begin with} */
    boolean started() {
        return started;
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
        return fit.solutions().forecast(number, scale.times(times)).states().stream()
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
