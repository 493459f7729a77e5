package org.kutta.nn.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.GradientSolve;
import org.kutta.solver.SolveFailedException;
import org.kutta.solver.StateSpace;

/**
 * Solves a group of segments as one batch of rows, compares it with what was seen, and takes the gradient. One object serves all groups of as many rows, one
 * after the other.
 */
final class GroupSolve<S> implements AutoCloseable {
    private final Rows<S> rows;
    private final StateSpace<S> space;
    private final FitSettings settings;
    private final InitialStates initials;
    private final int count;
    private final int features;
    private final InputDrive<S> drive;
    private final GradientSolve<S> solve;
    private final GapSums<S> gaps;
    private final GapSums<S> continuity;
    private final S y0;
    private final S y0Bar;
    /** The group whose observations are written. */
    private @Nullable SegmentGroup prepared;

    GroupSolve(
            DrivenField<S> field, Rows<S> rows, FitSettings settings, InitialStates initials, int count, int features) {
        this.rows = rows;
        this.space = rows.space();
        this.settings = settings;
        this.initials = initials;
        this.count = count;
        this.features = features;
        this.drive = new InputDrive<>(field, rows, count);
        this.y0 = rows.zeros(count, features);
        this.y0Bar = rows.zeros(count, features);
        this.solve = settings.method().bind(settings.solver().throwOnFailure(true), space, drive, y0);
        this.gaps = new GapSums<>(rows, settings.loss(), count, features);
        this.continuity = new GapSums<>(rows, PointLoss.SQUARED, count, features);
    }

    /** Gradients to be added to, and the factors that make means of sums. */
    record Target<S>(S parametersBar, S flatBar, double dataFactor, double continuityFactor) {}

    /**
     * The losses of a group, summed and multiplied by the factors of the target, and their gradient.
     *
     * @param flat all parameters; those of the field have been brought to it
     */
    double lossAndGradient(SegmentGroup group, S flat, Target<S> target) {
        prepare(group, flat);
        List<S> states = forward(group);
        gaps.begin();
        space.copy(gaps.add(0, y0, target.dataFactor), y0Bar);
        List<S> bars = new ArrayList<>(states.size());
        for (int k = 1; k <= states.size(); k++) {
            bars.add(gaps.add(k, states.get(k - 1), target.dataFactor));
        }
        double loss = gaps.total() * target.dataFactor;
        boolean shoots = settings.shootingSteps() > 0;
        if (shoots) {
            continuity.begin();
            S bar = continuity.add(0, states.get(states.size() - 1), target.continuityFactor);
            space.axpy(1, bar, bars.get(bars.size() - 1));
            loss += continuity.total() * target.continuityFactor;
        }
        if (Double.isFinite(loss)) {
            solve.backward(bars, y0Bar, target.parametersBar);
            for (int row = 0; row < count; row++) {
                Segment segment = group.rows().get(row);
                addRow(1, y0Bar, row, initials.offset(segment.series(), segment.first()), target.flatBar);
                if (shoots) {
                    addRow(-1, continuity.bar(0), row, initials.next(segment), target.flatBar);
                }
            }
        }
        return loss;
    }

    private void addRow(double factor, S state, int row, int offset, S flatBar) {
        if (offset >= 0) {
            rows.addRowTo(factor, state, row, features, flatBar, offset);
        }
    }

    /** Writes inputs, initial states and observations. */
    private void prepare(SegmentGroup group, S flat) {
        writeInitials(group, flat);
        if (group != prepared) {
            writeObservations(group);
            prepared = group;
        }
        if (settings.shootingSteps() > 0) {
            writeNext(group, flat);
        }
    }

    private void writeInitials(SegmentGroup group, S flat) {
        double[] first = new double[count * features];
        for (int row = 0; row < count; row++) {
            Segment segment = group.rows().get(row);
            drive.set(row, segment.series().inputs(), 0);
            if (initials.offset(segment.series(), segment.first()) < 0) {
                for (int i = 0; i < features; i++) {
                    first[row * features + i] =
                            segment.series().states().get(segment.first()).get(i);
                }
            }
        }
        rows.write(first, y0);
        for (int row = 0; row < count; row++) {
            Segment segment = group.rows().get(row);
            int offset = initials.offset(segment.series(), segment.first());
            if (offset >= 0) {
                rows.copyToRow(flat, offset, y0, row, features);
            }
        }
    }

    private void writeObservations(SegmentGroup group) {
        double[] observed = new double[group.size() * count * features];
        double[] weights = new double[observed.length];
        int at = 0;
        for (int k = 0; k < group.size(); k++) {
            for (Segment segment : group.rows()) {
                int n = segment.first() + k;
                for (int i = 0; i < features; i++, at++) {
                    weights[at] = initials.counts(segment, k) ? settings.weight(segment.series(), n, i) : 0;
                    observed[at] = segment.series().isObserved(n, i)
                            ? segment.series().states().get(n).get(i)
                            : 0;
                }
            }
        }
        gaps.set(observed, weights);
    }

    private void writeNext(SegmentGroup group, S flat) {
        double[] weights = new double[count * features];
        for (int row = 0; row < count; row++) {
            boolean meets = initials.next(group.rows().get(row)) >= 0;
            for (int i = 0; i < features; i++) {
                weights[row * features + i] = meets ? settings.weight(i) : 0;
            }
        }
        continuity.set(new double[count * features], weights);
        for (int row = 0; row < count; row++) {
            int offset = initials.next(group.rows().get(row));
            if (offset >= 0) {
                rows.copyToRow(flat, offset, continuity.observed(0), row, features);
            }
        }
    }

    private List<S> forward(SegmentGroup group) {
        try {
            return solve.forward(group.start(), group.end(), y0, group.later()).states();
        } catch (SolveFailedException e) {
            SolveFailedException named = new SolveFailedException(
                    String.format(
                            Locale.ROOT,
                            "%s could not be solved from t = %s: %s; fit shorter segments first, or the derivatives (collocation)",
                            culprit(group, e),
                            group.rows().get(0).startTime(),
                            e.getMessage()),
                    e.dt(),
                    e.solution());
            named.initCause(e);
            throw named;
        }
    }

    /** The first row that is not finite where the solve ended, else the whole group. */
    @SuppressWarnings("unchecked") // the solution is that of this solve
    private String culprit(SegmentGroup group, SolveFailedException e) {
        double[] end = rows.read((S) e.solution().finalState());
        for (int row = 0; row < count; row++) {
            if (!isFinite(end, row)) {
                return initials.label(group.rows().get(row).series());
            }
        }
        String label = initials.label(group.rows().get(0).series());
        return count == 1 ? label : label + " and " + (count - 1) + " more solved with it";
    }

    private boolean isFinite(double[] states, int row) {
        for (int i = 0; i < features; i++) {
            if (!Double.isFinite(states[row * features + i])) {
                return false;
            }
        }
        return true;
    }

    /** Says where a group first predicts something that is not finite; empty if nowhere. */
    String firstNonFinite(SegmentGroup group, S flat) {
        prepare(group, flat);
        List<S> states;
        try {
            states = forward(group);
        } catch (SolveFailedException e) {
            return String.valueOf(e.getMessage());
        }
        for (int k = 0; k <= states.size(); k++) {
            double[] values = rows.read(k == 0 ? y0 : states.get(k - 1));
            for (int row = 0; row < count; row++) {
                if (!isFinite(values, row)) {
                    Segment segment = group.rows().get(row);
                    return "the prediction of " + initials.label(segment.series()) + " at t = "
                            + segment.series().times().get(segment.first() + k);
                }
            }
        }
        return "";
    }

    /** The states at later times from a given one, on the heap; for forecasts. */
    List<double[]> predict(Trajectory series, double start, double[] initial, double[] times) {
        drive.set(0, series.inputs(), 0);
        rows.write(initial, y0);
        List<double[]> result = new ArrayList<>();
        boolean fromStart = times[0] == start;
        double end = times[times.length - 1];
        if (fromStart && times.length == 1) {
            return List.of(initial.clone());
        }
        for (S state : solve.forward(start, end, y0, times).states()) {
            result.add(rows.read(state).clone());
        }
        return result;
    }

    /** How far the ends of a group's segments are from the starts that follow them, squared, weighted by component and summed. */
    double squaredJumps(SegmentGroup group, S flat) {
        prepare(group, flat);
        List<S> states = forward(group);
        continuity.begin();
        continuity.add(0, states.get(states.size() - 1), 0);
        return continuity.total();
    }

    @Override
    public void close() {
        solve.close();
        drive.close();
        gaps.close();
        continuity.close();
        space.release(y0);
        space.release(y0Bar);
    }
}
