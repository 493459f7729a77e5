package org.kutta.nn.fit;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.Trainable;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A field fitted to estimated derivatives without solving it: the loss is the weighted mean of what the gaps between {@code f(t, y)} and the estimates cost.
 * It costs one evaluation a time, has no trouble with long or unstable solutions, and inherits the error of the estimates: a start for
 * {@link TrajectoryTrainable}, which is made after this is closed.
 *
 * <p>Loss, component weights and time invariance are those of the settings; times that agree, or all of a time-invariant field, are one batch of rows.
 *
 * @param <S> type of the state
 * @see "Varah: A spline least squares method for numerical parameter estimation in differential equations, 1982"
 * @see "Liang, Wu: Parameter estimation for differential equation models using a framework of measurement error in regression models, 2008"
 */
public final class CollocationTrainable<S> implements Trainable<List<DerivativeEstimate>> {
    private final DrivenField<S> field;
    private final Rows<S> rows;
    private final ImmutableList<DerivativeEstimate> estimates;
    private final FitSettings settings;
    private final int features;
    private final FitVector<S> vector;
    private final Map<Integer, Points> engines = new HashMap<>();

    private CollocationTrainable(
            DrivenField<S> field, Rows<S> rows, List<DerivativeEstimate> estimates, FitSettings settings) {
        Checks.check(!estimates.isEmpty(), "a fit needs at least one series");
        this.field = field;
        this.rows = rows;
        this.estimates = ImmutableList.copyOf(estimates);
        this.settings = settings;
        this.features = estimates.get(0).features();
        check(this.estimates);
        settings.check(features, field);
        this.vector = new FitVector<>(field, rows, new double[0]);
    }

    /**
     * A field on {@code double[]} to be fitted.
     *
     * @param field the field; its parameters are modified by training
     * @param estimates derivatives of the series
     * @param settings how it is fitted
     * @return the fit
     */
    public static CollocationTrainable<double[]> onHeap(
            DifferentiableField<double[]> field, List<DerivativeEstimate> estimates, FitSettings settings) {
        return new CollocationTrainable<>(DrivenField.of(field), HeapRows.INSTANCE, estimates, settings);
    }

    /**
     * A field on ND4J arrays to be fitted.
     *
     * @param field the field; its parameters are modified by training
     * @param estimates derivatives of the series
     * @param settings how it is fitted
     * @return the fit
     */
    public static CollocationTrainable<INDArray> onArrays(
            DifferentiableField<INDArray> field, List<DerivativeEstimate> estimates, FitSettings settings) {
        ArrayRows rows = new ArrayRows(field.parameters().dataType());
        return new CollocationTrainable<>(DrivenField.of(field), rows, estimates, settings);
    }

    /**
     * A field of known and learned terms, with inputs or without, to be fitted.
     *
     * @param field the field; its parameters are modified by training
     * @param estimates derivatives of the series
     * @param settings how it is fitted
     * @param <S> type of the state
     * @return the fit
     */
    public static <S> CollocationTrainable<S> of(
            FieldTerms<S> field, List<DerivativeEstimate> estimates, FitSettings settings) {
        return new CollocationTrainable<>(field, field.rows(), estimates, settings);
    }

    /** {@return one batch of all estimates} */
    public Batches<List<DerivativeEstimate>> batches() {
        return Batches.of(List.of(estimates));
    }

    @Override
    public INDArray parameters() {
        return vector.parameters();
    }

    @Override
    public INDArray gradient() {
        return vector.gradient();
    }

    @Override
    public ParameterLayout layout() {
        return field.layout();
    }

    @Override
    public long samples(List<DerivativeEstimate> batch) {
        return batch.stream().mapToLong(DerivativeEstimate::size).sum();
    }

    @Override
    public void check(List<DerivativeEstimate> batch) {
        for (DerivativeEstimate one : batch) {
            int inputs = one.inputs().map(InputSignal::size).orElse(0);
            Checks.check(
                    one.features() == features && inputs == field.inputs(),
                    "an estimate has %s components and %s inputs but the fit has %s and %s",
                    one.features(),
                    inputs,
                    features,
                    field.inputs());
        }
    }

    /** A point of an estimate. */
    private record Point(DerivativeEstimate of, int index) {
        double time() {
            return of.times().get(index);
        }
    }

    /** Points that are evaluated as one batch: at a time, or all of them. */
    private List<List<Point>> groups(List<DerivativeEstimate> batch) {
        TreeMap<Double, List<Point>> groups = new TreeMap<>();
        for (DerivativeEstimate one : batch) {
            IntStream.range(0, one.size())
                    .mapToObj(index -> new Point(one, index))
                    .forEach(point -> groups.computeIfAbsent(
                                    settings.isTimeInvariant() ? 0.0 : point.time(), time -> new ArrayList<>())
                            .add(point));
        }
        return List.copyOf(groups.values());
    }

    private double weight(Point point, int component) {
        return Double.isNaN(point.of().derivatives().get(point.index()).get(component))
                ? 0
                : settings.weight(component);
    }

    @Override
    public double lossAndGradient(List<DerivativeEstimate> batch) {
        vector.read();
        vector.clearGradient();
        List<List<Point>> groups = groups(batch);
        double weight = 0;
        for (List<Point> group : groups) {
            for (Point point : group) {
                weight += IntStream.range(0, features)
                        .mapToDouble(i -> weight(point, i))
                        .sum();
            }
        }
        Checks.check(weight > 0, "a batch of %s estimates has no derivative that counts", batch.size());
        double loss = 0;
        for (List<Point> group : groups) {
            loss += engines.computeIfAbsent(group.size(), Points::new).lossAndGradient(group, 1 / weight);
        }
        vector.writeGradient();
        return loss;
    }

    @Override
    public Optional<String> firstNonFinite(List<DerivativeEstimate> batch) {
        vector.read();
        for (List<Point> group : groups(batch)) {
            double[] slopes = engines.computeIfAbsent(group.size(), Points::new).slopes(group);
            for (int k = 0; k < slopes.length; k++) {
                if (!Double.isFinite(slopes[k])) {
                    return Optional.of(
                            "the field at t = " + group.get(k / features).time());
                }
            }
        }
        return Optional.of("the loss: derivatives and parameters are finite");
    }

    /** Leaves the trained parameters in the field, and frees what is held. */
    @Override
    public void close() {
        engines.values().forEach(Points::close);
        engines.clear();
        vector.close();
    }

    /** What evaluating a number of points needs. */
    private final class Points implements AutoCloseable {
        private final int count;
        private final InputDrive<S> drive;
        private final S y;
        private final S dydt;
        private final BoundField<S> bound;
        private final Linearization<S> linearization;
        private final GapSums<S> gaps;

        Points(int count) {
            this.count = count;
            this.drive = new InputDrive<>(field, rows, count);
            this.y = rows.zeros(count, features);
            this.dydt = rows.zeros(count, features);
            this.bound = drive.bind(y);
            this.linearization = bound.newLinearization();
            this.gaps = new GapSums<>(rows, settings.loss(), count, features);
        }

        private void linearize(List<Point> group) {
            double time = settings.isTimeInvariant() ? 0 : group.get(0).time();
            double[] states = new double[count * features];
            for (int row = 0; row < count; row++) {
                Point point = group.get(row);
                drive.set(row, point.of().inputs(), point.time() - time);
                for (int i = 0; i < features; i++) {
                    states[row * features + i] =
                            point.of().states().get(point.index()).get(i);
                }
            }
            rows.write(states, y);
            linearization.at(time, y, dydt);
        }

        double[] slopes(List<Point> group) {
            linearize(group);
            return rows.read(dydt).clone();
        }

        double lossAndGradient(List<Point> group, double factor) {
            linearize(group);
            double[] observed = new double[count * features];
            double[] weights = new double[count * features];
            for (int row = 0; row < count; row++) {
                for (int i = 0; i < features; i++) {
                    int at = row * features + i;
                    weights[at] = weight(group.get(row), i);
                    double slope = group.get(row)
                            .of()
                            .derivatives()
                            .get(group.get(row).index())
                            .get(i);
                    observed[at] = Double.isNaN(slope) ? 0 : slope;
                }
            }
            gaps.set(observed, weights);
            gaps.begin();
            S bar = gaps.add(0, dydt, factor);
            linearization.pullback(bar, null, vector.fieldBar());
            return gaps.total() * factor;
        }

        @Override
        public void close() {
            linearization.close();
            bound.close();
            drive.close();
            gaps.close();
            rows.space().release(y);
            rows.space().release(dydt);
        }
    }
}
