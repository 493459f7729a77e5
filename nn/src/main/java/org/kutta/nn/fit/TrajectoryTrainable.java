package org.kutta.nn.fit;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.Trainable;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A field fitted to observed series by solving it: the loss is the weighted mean of what the gaps between the solution and the observations cost, over the
 * observed components of a batch, plus the weighted mean square gap between segments where there is multiple shooting.
 *
 * <p>A batch is a list of segments. Segments whose times agree are solved as one batch of rows, which shares its steps; the others one after the other in the
 * same buffers. So series of any lengths and times may be mixed, and none is solved beyond its own data. A solve steps onto every observation time.
 *
 * <p>The parameters are those of the field and, behind them, the learned initial states ({@code initial.<number of the series>}), on which weight decay does not
 * act. The field's own vector is written before each solve, so that it holds the trained values at the end. The same seeds give the same bits.
 *
 * @param <S> type of the state
 */
public final class TrajectoryTrainable<S> implements Trainable<List<Segment>> {
    private final DrivenField<S> field;
    private final Rows<S> rows;
    private final ImmutableList<Trajectory> series;
    private final FitSettings settings;
    private final int features;
    private final InitialStates initials;
    private final ParameterLayout layout;
    private final FitVector<S> vector;
    private final Map<Integer, GroupSolve<S>> solves = new HashMap<>();
    private long step;
    private List<Segment> grouped = List.of();
    private List<SegmentGroup> groups = List.of();

    private TrajectoryTrainable(DrivenField<S> field, Rows<S> rows, List<Trajectory> series, FitSettings settings) {
        Checks.check(!series.isEmpty(), "a fit needs at least one series");
        this.field = field;
        this.rows = rows;
        this.series = ImmutableList.copyOf(series);
        this.settings = settings;
        this.features = series.get(0).features();
        for (int i = 0; i < series.size(); i++) {
            checkSeries(i);
        }
        settings.check(features, field);
        long count = field.layout().size();
        this.initials = new InitialStates(settings, this.series, count);
        ParameterLayout.Builder groups = ParameterLayout.builder();
        field.layout()
                .groups()
                .forEach(group -> groups.add(group.name(), group.shape().toArray()));
        initials.addTo(groups);
        this.layout = groups.build();
        this.vector = new FitVector<>(field, rows, initials.guesses());
    }

    /**
     * A field on {@code double[]} to be fitted.
     *
     * @param field the field; its parameters are modified by training
     * @param series what was observed
     * @param settings how it is fitted
     * @return the fit
     */
    public static TrajectoryTrainable<double[]> onHeap(
            DifferentiableField<double[]> field, List<Trajectory> series, FitSettings settings) {
        return new TrajectoryTrainable<>(DrivenField.of(field), HeapRows.INSTANCE, series, settings);
    }

    /**
     * A field on ND4J arrays to be fitted.
     *
     * @param field the field; its parameters are modified by training, their data type is that of the states
     * @param series what was observed
     * @param settings how it is fitted
     * @return the fit
     */
    public static TrajectoryTrainable<INDArray> onArrays(
            DifferentiableField<INDArray> field, List<Trajectory> series, FitSettings settings) {
        ArrayRows rows = new ArrayRows(field.parameters().dataType());
        return new TrajectoryTrainable<>(DrivenField.of(field), rows, series, settings);
    }

    /**
     * A field of known and learned terms, with inputs or without, to be fitted.
     *
     * @param field the field; its parameters are modified by training
     * @param series what was observed, with what drove it
     * @param settings how it is fitted
     * @param <S> type of the state
     * @return the fit
     */
    public static <S> TrajectoryTrainable<S> of(FieldTerms<S> field, List<Trajectory> series, FitSettings settings) {
        return new TrajectoryTrainable<>(field, field.rows(), series, settings);
    }

    private void checkSeries(int number) {
        Trajectory one = series.get(number);
        String label = one.label(number);
        Checks.check(one.size() >= 2, "%s has one observation but a fit needs 2", label);
        Checks.check(
                one.features() == features,
                "%s has %s components but the first series has %s",
                label,
                one.features(),
                features);
        Checks.check(
                one.inputCount() == field.inputs(),
                "%s has %s inputs but the field has %s",
                label,
                one.inputCount(),
                field.inputs());
        Checks.check(one.observed() > 0, "%s has no observed component", label);
    }

    /** {@return the batches that the settings ask for: all series whole, or cut into the segments of multiple shooting, in one batch} */
    public Batches<List<Segment>> batches() {
        return settings.shootingSteps() == 0
                ? Segments.whole(series)
                : Batches.of(List.of(Segments.cut(series, settings.shootingSteps())));
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
        return layout;
    }

    @Override
    public void beginStep(long number) {
        step = number;
    }

    @Override
    public long samples(List<Segment> batch) {
        return batch.size();
    }

    @Override
    public void check(List<Segment> batch) {
        Checks.check(!batch.isEmpty(), "a batch needs at least one segment");
        for (Segment segment : batch) {
            Trajectory one = segment.series();
            String label = initials.label(one);
            Checks.check(
                    one.features() == features && one.inputCount() == field.inputs(),
                    "%s has %s components and %s inputs but the fit has %s and %s",
                    label,
                    one.features(),
                    one.inputCount(),
                    features,
                    field.inputs());
            Checks.check(
                    initials.offset(one, segment.first()) >= 0 || segment.isObservedAtStart(),
                    "%s has a gap at t = %s, where a segment starts: start at a whole observation of a series of this fit, or learn its initial state",
                    label,
                    segment.startTime());
            Checks.check(
                    settings.shootingSteps() == 0 || segment.last() == one.size() - 1 || initials.next(segment) >= 0,
                    "%s has a segment that ends at observation %s: multiple shooting needs those of batches()",
                    label,
                    segment.last());
        }
    }

    @Override
    public double lossAndGradient(List<Segment> batch) {
        vector.read();
        vector.clearGradient();
        double weight = 0;
        double joints = 0;
        for (Segment segment : batch) {
            weight += weight(segment);
            joints += initials.next(segment) >= 0 ? features : 0;
        }
        Checks.check(weight > 0, "a batch of %s segments has no observation that counts", batch.size());
        double jointFactor = joints == 0 ? 0 : settings.continuity().at(step) / joints;
        GroupSolve.Target<S> target =
                new GroupSolve.Target<>(vector.fieldBar(), vector.flatBar(), 1 / weight, jointFactor);
        double loss = 0;
        for (SegmentGroup group : groups(batch)) {
            loss += solve(group.rows().size()).lossAndGradient(group, vector.flat(), target);
        }
        vector.writeGradient();
        return loss;
    }

    /** The same batch in every epoch is grouped, and written to where it is solved, once. */
    private List<SegmentGroup> groups(List<Segment> batch) {
        if (!isGrouped(batch)) {
            groups = SegmentGroup.of(batch, settings.isTimeInvariant() && field.inputs() == 0);
            grouped = List.copyOf(batch);
        }
        return groups;
    }

    @SuppressWarnings(
            "ReferenceEquality") // equal segments would be as good, but comparing them takes a look at all data
    private boolean isGrouped(List<Segment> batch) {
        boolean same = batch.size() == grouped.size();
        for (int i = 0; same && i < batch.size(); i++) {
            same = batch.get(i) == grouped.get(i);
        }
        return same;
    }

    private double weight(Segment segment) {
        double sum = 0;
        for (int k = 0; k <= segment.steps(); k++) {
            for (int i = 0; i < features && initials.counts(segment, k); i++) {
                sum += settings.weight(segment.series(), segment.first() + k, i);
            }
        }
        return sum;
    }

    private GroupSolve<S> solve(int count) {
        return solves.computeIfAbsent(count, size -> new GroupSolve<>(field, rows, settings, initials, size, features));
    }

    @Override
    public Optional<String> firstNonFinite(List<Segment> batch) {
        vector.read();
        for (SegmentGroup group : groups(batch)) {
            String where = solve(group.rows().size()).firstNonFinite(group, vector.flat());
            if (!where.isEmpty()) {
                return Optional.of(where);
            }
        }
        return Optional.of("the loss: predictions and parameters are finite");
    }

    /**
     * The state that a series is solved from: learned or observed.
     *
     * @param number number of the series
     * @return the state at its first time, copied
     */
    public double[] initialState(int number) {
        Trajectory one = series.get(Checks.index("series", number, series.size()));
        int offset = initials.offset(one, 0);
        if (offset < 0) {
            return one.states().get(0).toArray();
        }
        return Arrays.copyOfRange(NativeArrays.toHeap(vector.parameters()), offset, offset + features);
    }

    /**
     * Solves a series from its initial state on, with its inputs, whatever was observed later.
     *
     * @param number number of the series
     * @param times where the state is wanted, increasing, from its first time on; beyond the last one it is an extrapolation
     * @return the states, as a series of the same name
     */
    public Trajectory forecast(int number, double... times) {
        Trajectory one = series.get(Checks.index("series", number, series.size()));
        return forecast(one, initialState(number), times);
    }

    /**
     * Solves from any state.
     *
     * @param start a series whose first time and inputs are taken
     * @param initial the state at its first time
     * @param times where the state is wanted, increasing, from that time on
     * @return the states, as a series of the same name
     */
    public Trajectory forecast(Trajectory start, double[] initial, double... times) {
        Checks.check(initial.length == features, "state", initial.length, "must have " + features + " components");
        Checks.check(times.length > 0, "a forecast needs at least one time");
        double t0 = start.times().get(0);
        Checks.check(times[0] >= t0, "first time", times[0], "must not be before the start of the series, " + t0);
        vector.read();
        Trajectory result = Trajectory.of(times, solve(1).predict(start, t0, initial, times))
                .named(start.name());
        return start.inputs().map(result::drivenBy).orElse(result);
    }

    /**
     * Compares the solution of a series with observations, such as those that {@link Trajectory#after} held out: the error of the extrapolation.
     *
     * @param number number of the series, whose initial state is taken
     * @param observed observations from its first time on
     * @return the errors
     */
    public FitErrors errors(int number, Trajectory observed) {
        Trajectory predicted = forecast(number, observed.times().toArray());
        return FitErrors.of(
                observed,
                predicted.states().stream().map(state -> state.toArray()).toList());
    }

    /**
     * How well the segments of multiple shooting meet.
     *
     * @return root of the mean square of the gaps between the end of a segment and the start of the next; 0 without any
     */
    public double continuityGap() {
        if (settings.shootingSteps() == 0) {
            return 0;
        }
        vector.read();
        List<Segment> segments = Segments.cut(series, settings.shootingSteps());
        double sum = 0;
        long joints = segments.stream().filter(one -> initials.next(one) >= 0).count();
        for (SegmentGroup group : groups(segments)) {
            sum += solve(group.rows().size()).squaredJumps(group, vector.flat());
        }
        return joints == 0 ? 0 : Math.sqrt(sum / (joints * features));
    }

    /** Leaves the trained parameters in the field, and frees what is held. */
    @Override
    public void close() {
        solves.values().forEach(GroupSolve::close);
        solves.clear();
        vector.close();
    }
}
