package org.kutta.solver.event;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.analysis.solvers.AllowedSolution;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.OdeIntegration;
import org.kutta.solver.SolveStatus;
import org.kutta.solver.StateSpace;
import org.kutta.solver.StepGuard;
import org.kutta.solver.StepListener;
import org.kutta.solver.TrialStep;

/**
 * The events of one solve: finds them in each step before it is committed, ends the step at the first that ends the solve or changes the state, and applies
 * that once the step is committed. Confined to one thread.
 *
 * @param <S> type of the state
 */
public final class EventDetection<S> implements StepGuard<S>, StepListener<S>, AutoCloseable {

    /*
     * All functions are looked at side by side, at the union of their sample times. The value at the start of a step is taken anew, so
     * that whoever replaced the state between two steps causes no event. Where it is zero, or where its event has just ended the step before
     * and left it near zero, the function's side is unknown. It is then looked at soon after, at moments that grow from a few units in the last place to the first sample:
     * its side is known once its value grows with them, which rounding does not. A quick return to zero is still seen so, as in the last
     * bounces of a ball, and no event fires twice for want of a clean zero.
     */

    /** Size of the first moment in units in the last place of time, and ratio of each moment to the one before. */
    private static final double FIRST_MOMENT = 16;

    private static final double MOMENT_RATIO = 32;

    /** Least growth of a value from one moment to the next that tells its side. */
    private static final double GROWTH = 2;

    /** What a value just after an event must exceed to count as away from zero: a part of the values on both sides of the event. */
    private static final double NEAR_ZERO = 0x1p-40;

    /** The same, as a way that the function goes in so many units in the last place of time. */
    private static final double NEAR_ROOT = 64;

    /** In units in the last place of time. */
    private static final double ROOT_ACCURACY = 2;

    private static final int ROOT_EVALUATIONS = 1000;
    private static final int ROOT_ORDER = 5;

    private static final Comparator<Crossing> BY_TIME = Comparator.comparingDouble(Crossing::distance);

    private final StateSpace<S> space;
    private final ImmutableList<Event<S>> events;
    private final double[] values;
    private final double[] sides;
    private final boolean[] justFired;

    /** Below which a value just after an event may still be the rounding of the zero before. */
    private final double[] rounding;

    private final int[] counts;
    private final double[] samples;
    private final List<Crossing> crossings = new ArrayList<>();
    private final List<Crossing> atEnd = new ArrayList<>();
    private final List<EventOccurrence<S>> occurrences = new ArrayList<>();
    private @Nullable S sampled;
    private @Nullable S probe;

    /** A zero of the function of event {@code index}, at a distance from the start of the step. */
    private record Crossing(int index, double time, double distance, boolean rising) {}

    /**
     * Starts with no event found.
     *
     * @param space algebra of the state
     * @param events the events to look for; one that comes first in the list is applied first where two have the same time
     */
    public EventDetection(StateSpace<S> space, ImmutableList<Event<S>> events) {
        this.space = space;
        this.events = events;
        this.values = new double[events.size()];
        this.sides = new double[events.size()];
        this.justFired = new boolean[events.size()];
        this.rounding = new double[events.size()];
        this.counts = new int[events.size()];
        this.samples = events.stream()
                .flatMapToDouble(event ->
                        IntStream.rangeClosed(1, event.samples()).mapToDouble(j -> (double) j / event.samples()))
                .sorted()
                .distinct()
                .toArray();
    }

    @Override
    public double inspect(TrialStep<S> step) {
        crossings.clear();
        atEnd.clear();
        double from = readStart(step) ? lookAtMoments(step) : step.t0();
        if (!atEnd.isEmpty()) {
            return atEnd.get(0).time();
        }
        for (double sample : samples) {
            double time = sample == 1 ? step.t1() : step.t0() + sample * (step.t1() - step.t0());
            if (Math.abs(time - step.t0()) <= Math.abs(from - step.t0())) {
                continue;
            }
            look(step, from, time, true);
            double end = fire(step);
            if (!atEnd.isEmpty()) {
                return end;
            }
            from = time;
        }
        return step.t1();
    }

    /** Takes the functions' sides at the start of the step; tells whether one is unknown. */
    private boolean readStart(TrialStep<S> step) {
        boolean unknown = false;
        for (int i = 0; i < values.length; i++) {
            double value = events.get(i).value(step.t0(), step.y0());
            values[i] = justFired[i] && Math.abs(value) <= rounding[i] ? 0 : value;
            justFired[i] = false;
            sides[i] = Math.signum(values[i]);
            unknown |= sides[i] == 0;
        }
        return unknown;
    }

    /** Looks at the functions until all sides are known, at the latest just before the first sample; returns the time of the last look. */
    private double lookAtMoments(TrialStep<S> step) {
        double size = step.t1() - step.t0();
        double after = FIRST_MOMENT * Math.ulp(Math.max(Math.abs(step.t0()), Math.abs(step.t1())));
        double from = step.t0();
        boolean unknown = true;
        while (unknown && after < samples[0] * Math.abs(size)) {
            double time = step.t0() + Math.copySign(after, size);
            unknown = look(step, from, time, false);
            fire(step);
            if (!atEnd.isEmpty()) {
                return time;
            }
            from = time;
            after *= MOMENT_RATIO;
        }
        return from;
    }

    /**
     * Looks at all functions at a time, and finds the zeros of those that have changed sign since the last look.
     *
     * @param settles whether the sign of a function on an unknown side is taken for its side even if the value has not grown
     * @return whether the side of one is still unknown
     */
    private boolean look(TrialStep<S> step, double from, double time, boolean settles) {
        S state = stateAt(step, time);
        boolean unknown = false;
        for (int i = 0; i < values.length; i++) {
            double value = events.get(i).value(time, state);
            double sign = Math.signum(value);
            if (sides[i] == 0) {
                boolean grown = values[i] * value > 0 && Math.abs(value) >= GROWTH * Math.abs(values[i]);
                sides[i] = grown || settles ? sign : 0;
                unknown |= sides[i] == 0;
            } else if (sign != sides[i]) {
                boolean rising = sides[i] < 0;
                if (events.get(i).direction().admits(rising)) {
                    double root = value == 0 ? time : root(step, i, from, time, value);
                    double inTime = NEAR_ROOT * Math.ulp(time) / Math.abs(time - from);
                    rounding[i] = (Math.abs(values[i]) + Math.abs(value)) * Math.max(NEAR_ZERO, inTime);
                    crossings.add(new Crossing(i, root, Math.abs(root - step.t0()), rising));
                }
                sides[i] = sign;
            }
            values[i] = value;
        }
        return unknown;
    }

    private S stateAt(TrialStep<S> step, double time) {
        if (time == step.t1()) {
            return step.y1();
        }
        S state = sampled;
        if (state == null) {
            state = space.zerosLike(step.y0());
            sampled = state;
        }
        step.interpolate(time, state);
        return state;
    }

    /** The zero between two looks, on the far side where it is not exact: solved on from there, the event does not happen again. */
    private double root(TrialStep<S> step, int i, double from, double to, double valueTo) {
        Event<S> event = events.get(i);
        double valueFrom = values[i];
        if (probe == null) {
            probe = space.zerosLike(step.y0());
        }
        S state = probe;
        double accuracy = ROOT_ACCURACY * Math.ulp(Math.max(Math.abs(from), Math.abs(to)));
        boolean forward = to > from;
        return new BracketingNthOrderBrentSolver(0, accuracy, 0, ROOT_ORDER)
                .solve(
                        ROOT_EVALUATIONS,
                        time -> {
                            if (time == from) {
                                return valueFrom;
                            }
                            if (time == to) {
                                return valueTo;
                            }
                            step.interpolate(time, state);
                            return event.value(time, state);
                        },
                        Math.min(from, to),
                        Math.max(from, to),
                        forward ? AllowedSolution.RIGHT_SIDE : AllowedSolution.LEFT_SIDE);
    }

    /** Notes the crossings of the last look in the order of time, up to and with the first that ends the step; returns that one's time. */
    private double fire(TrialStep<S> step) {
        crossings.sort(BY_TIME);
        double end = step.t1();
        for (Crossing crossing : crossings) {
            if (!atEnd.isEmpty() && crossing.time() != end) {
                break;
            }
            Event<S> event = events.get(crossing.index());
            boolean cuts = event.endsAt(++counts[crossing.index()]) || event.stateReset() != null;
            if (cuts || !atEnd.isEmpty()) {
                end = crossing.time();
                atEnd.add(crossing);
            } else {
                S state = space.zerosLike(step.y0());
                space.copy(stateAt(step, crossing.time()), state);
                occurrences.add(new EventOccurrence<>(event, crossing.time(), crossing.rising(), state, state));
            }
        }
        crossings.clear();
        return end;
    }

    @Override
    public void stepAccepted(OdeIntegration<S> solve) {
        for (Crossing crossing : atEnd) {
            Event<S> event = events.get(crossing.index());
            S before = space.zerosLike(solve.state());
            space.copy(solve.state(), before);
            S after = before;
            StateReset<S> reset = event.stateReset();
            if (reset != null) {
                after = space.zerosLike(before);
                space.copy(before, after);
                reset.reset(crossing.time(), after);
                solve.resetState(after);
            }
            justFired[crossing.index()] = true;
            occurrences.add(new EventOccurrence<>(event, crossing.time(), crossing.rising(), before, after));
            if (event.endsAt(counts[crossing.index()])) {
                solve.terminate(SolveStatus.TERMINATED_BY_EVENT);
            }
        }
        atEnd.clear();
    }

    /** {@return the events that have happened so far, in the order of the solve} */
    public ImmutableList<EventOccurrence<S>> occurrences() {
        return ImmutableList.copyOf(occurrences);
    }

    /** Gives the buffers back to the space; the states of occurrences belong to whoever holds those. */
    @Override
    public void close() {
        if (sampled != null) {
            space.release(sampled);
        }
        if (probe != null) {
            space.release(probe);
        }
    }
}
