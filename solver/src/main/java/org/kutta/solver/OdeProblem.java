package org.kutta.solver;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.event.Event;
import org.kutta.solver.step.StageFields;

/**
 * An initial value problem: {@code dy/dt = f(t, y)}, {@code y(t0) = y0}, sought up to {@code t1}, and all that belongs to it rather than to
 * the method: times where the solution is not smooth, who looks at the steps, who may stop them.
 *
 * <p>Immutable but for the state {@code y0}, which a solve copies when it starts.
 *
 * @param <S> type of the state
 */
public final class OdeProblem<S> {

    final StateSpace<S> space;
    final StageFields<S> fields;
    final double t0;
    final double t1;
    final S y0;
    final Extras<S> extras;

    /** Everything optional. Written only before the problem that holds it is made. */
    static final class Extras<S> {
        boolean reusesStages;
        ImmutableDoubleArray stopTimes = ImmutableDoubleArray.of();
        ImmutableDoubleArray discontinuities = ImmutableDoubleArray.of();
        ImmutableList<StepListener<S>> listeners = ImmutableList.of();
        ImmutableList<StepGuard<S>> guards = ImmutableList.of();
        ImmutableList<Event<S>> events = ImmutableList.of();

        @Nullable
        ErrorNorm<S> norm;

        @Nullable
        BooleanSupplier cancellation;

        @Nullable
        DoubleConsumer progress;

        Extras<S> copy() {
            Extras<S> copy = new Extras<>();
            copy.reusesStages = reusesStages;
            copy.stopTimes = stopTimes;
            copy.discontinuities = discontinuities;
            copy.listeners = listeners;
            copy.guards = guards;
            copy.events = events;
            copy.norm = norm;
            copy.cancellation = cancellation;
            copy.progress = progress;
            return copy;
        }
    }

    private OdeProblem(StateSpace<S> space, StageFields<S> fields, double t0, double t1, S y0, Extras<S> extras) {
        this.space = space;
        this.fields = fields;
        this.t0 = Checks.finite("t0", t0);
        this.t1 = Checks.finite("t1", t1);
        this.y0 = y0;
        this.extras = extras;
    }

    /**
     * {@return a problem on {@code double[]}}
     *
     * @param field right-hand side
     * @param t0 initial time
     * @param t1 final time; before {@code t0} solves backward
     * @param y0 initial state; copied when a solve starts
     */
    public static OdeProblem<double[]> of(VectorField<double[]> field, double t0, double t1, double[] y0) {
        return of(DoubleArraySpace.INSTANCE, field, t0, t1, y0);
    }

    /**
     * {@return a problem on any state}
     *
     * @param space algebra of the state
     * @param field right-hand side
     * @param t0 initial time
     * @param t1 final time; before {@code t0} solves backward
     * @param y0 initial state; copied when a solve starts
     * @param <S> type of the state
     */
    public static <S> OdeProblem<S> of(StateSpace<S> space, VectorField<S> field, double t0, double t1, S y0) {
        return new OdeProblem<>(space, StageFields.shared(field), t0, t1, y0, noExtras(true));
    }

    /**
     * {@return a problem whose stages have their own fields, and where no stage is taken for another}
     *
     * <p>A rejected step evaluates the stages of the same step index again; the first stage of a step that is tried again is
     * kept. The probe of the initial step evaluates stage 1 of step 0, dense output the indices from {@code stages()} on.
     *
     * @param space algebra of the state
     * @param fields the fields of the stages
     * @param t0 initial time
     * @param t1 final time; before {@code t0} solves backward
     * @param y0 initial state; copied when a solve starts
     * @param <S> type of the state
     * @see #withStageReuse
     */
    public static <S> OdeProblem<S> ofStages(StateSpace<S> space, StageFields<S> fields, double t0, double t1, S y0) {
        return new OdeProblem<>(space, fields, t0, t1, y0, noExtras(false));
    }

    private static <S> Extras<S> noExtras(boolean reusesStages) {
        Extras<S> extras = new Extras<>();
        extras.reusesStages = reusesStages;
        return extras;
    }

    private OdeProblem<S> with(Consumer<Extras<S>> change) {
        Extras<S> changed = extras.copy();
        change.accept(changed);
        return new OdeProblem<>(space, fields, t0, t1, y0, changed);
    }

    /**
     * {@return this problem, with or without taking the derivative at the end of a step for the first stage of the next}
     *
     * <p>Right where all stages are evaluations of one field: the default of {@link #of}, not of {@link #ofStages}.
     * {@link OdeIntegration#firstStageReused} tells of each step what happened.
     *
     * @param reuse whether stages are reused
     */
    public OdeProblem<S> withStageReuse(boolean reuse) {
        return with(e -> e.reusesStages = reuse);
    }

    /**
     * {@return this problem with times at which a step must end}
     *
     * <p>The step size from before such a forced stop is remembered after it. A fixed-step solve accepts only nodes of its mesh.
     *
     * @param times times within the interval, in any order; replaces earlier ones
     */
    public OdeProblem<S> withStopTimes(double... times) {
        ImmutableDoubleArray checked = checkTimes("stop time", times);
        return with(e -> e.stopTimes = checked);
    }

    /**
     * {@return this problem with times at which the field or its derivatives jump}
     *
     * <p>A step ends there, and nothing is carried across: neither the last stage nor the controller's memory. The step before evaluates the
     * field next to the jump on its own side, one unit in the last place away, and so does the step after: whichever value the field takes at the
     * very time does not matter.
     *
     * @param times times within the interval, in any order; replaces earlier ones
     */
    public OdeProblem<S> withDiscontinuities(double... times) {
        ImmutableDoubleArray checked = checkTimes("discontinuity", times);
        return with(e -> e.discontinuities = checked);
    }

    private ImmutableDoubleArray checkTimes(String what, double[] times) {
        for (double time : times) {
            Checks.check(
                    time >= Math.min(t0, t1) && time <= Math.max(t0, t1),
                    what,
                    time,
                    "must be within [" + t0 + ", " + t1 + "]");
        }
        // no negative zero, which a search would tell from zero
        return ImmutableDoubleArray.copyOf(Arrays.stream(times).map(time -> time + 0.0));
    }

    /**
     * {@return this problem with one more listener}
     *
     * @param listener called after each accepted step
     */
    public OdeProblem<S> withListener(StepListener<S> listener) {
        return with(e -> e.listeners = append(e.listeners, listener));
    }

    /** {@return whether it has guards or events, which may cut steps and reset the state} */
    public boolean isGuarded() {
        return !extras.guards.isEmpty() || !extras.events.isEmpty();
    }

    /**
     * {@return this problem with one more guard}
     *
     * @param guard asked before each step is committed
     */
    public OdeProblem<S> withGuard(StepGuard<S> guard) {
        return with(e -> e.guards = append(e.guards, guard));
    }

    /**
     * {@return this problem with more events}
     *
     * <p>{@link Solution#events} tells which have happened. They are looked for after the guards, and take effect before the listeners are called.
     *
     * @param events events; where two happen at the same time, the one that comes first here takes effect first
     */
    @SafeVarargs
    public final OdeProblem<S> withEvents(Event<S>... events) {
        ImmutableList.Builder<Event<S>> all = ImmutableList.<Event<S>>builder().addAll(extras.events);
        for (Event<S> event : events) {
            all.add(event);
        }
        return with(e -> e.events = all.build());
    }

    private static <T> ImmutableList<T> append(ImmutableList<T> list, T element) {
        return ImmutableList.<T>builder().addAll(list).add(element).build();
    }

    /**
     * {@return this problem with its own measure of the error}
     *
     * @param norm the measure
     */
    public OdeProblem<S> withErrorNorm(ErrorNorm<S> norm) {
        return with(e -> e.norm = norm);
    }

    /**
     * {@return this problem with one more way to cancel its solves}
     *
     * @param cancelled asked before each attempted step, from the solving thread; true ends the solve with {@link SolveStatus#CANCELLED}
     */
    public OdeProblem<S> withCancellation(BooleanSupplier cancelled) {
        BooleanSupplier earlier = extras.cancellation;
        BooleanSupplier either = earlier == null ? cancelled : () -> earlier.getAsBoolean() || cancelled.getAsBoolean();
        return with(e -> e.cancellation = either);
    }

    /**
     * {@return this problem with a progress listener}
     *
     * @param progress receives the fraction of the interval that is done, from 0 to 1, at most once for each hundredth
     */
    public OdeProblem<S> withProgress(DoubleConsumer progress) {
        return with(e -> e.progress = progress);
    }

    /** {@return the algebra of the state} */
    public StateSpace<S> space() {
        return space;
    }

    /** {@return the initial time} */
    public double t0() {
        return t0;
    }

    /** {@return the final time} */
    public double t1() {
        return t1;
    }

    /** {@return the initial state, live} */
    public S y0() {
        return y0;
    }
}
