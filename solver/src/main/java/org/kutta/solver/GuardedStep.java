package org.kutta.solver;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.event.EventDetection;

/** Asks guards and events where a step shall end, and is what they see of it. */
final class GuardedStep<S> implements TrialStep<S> {

    private final ImmutableList<StepGuard<S>> guards;
    private final @Nullable EventDetection<S> events;
    private final StepUnderWay<S> step;

    private double start;
    private double end;
    private double wholeEnd;

    GuardedStep(ImmutableList<StepGuard<S>> guards, @Nullable EventDetection<S> events, StepUnderWay<S> step) {
        this.guards = guards;
        this.events = events;
        this.step = step;
    }

    /** The end that is wanted of the step under way, from one time to another. */
    double inspect(double t, double tNext) {
        start = t;
        end = tNext;
        wholeEnd = tNext;
        double direction = Math.signum(tNext - t);
        for (StepGuard<S> guard : guards) {
            double wanted = guard.inspect(this);
            boolean within = (wanted - t) * direction > 0 && (end - wanted) * direction >= 0;
            Checks.check(within, "end of the step", wanted, "must be in (" + t + ", " + end + "]");
            end = wanted;
        }
        return events == null ? end : events.inspect(this);
    }

    @Override
    public double t0() {
        return start;
    }

    @Override
    public double t1() {
        return end;
    }

    @Override
    public S y0() {
        return step.from();
    }

    @Override
    public S y1() {
        return end == wholeEnd ? step.to() : step.cutAt(end);
    }

    @Override
    public void interpolate(double time, S result) {
        step.interpolant().value(time, step.from(), step.to(), result);
    }

    @Override
    public S[] polynomial() {
        return step.interpolant().prepare(step.from(), step.to()).polynomial();
    }
}
