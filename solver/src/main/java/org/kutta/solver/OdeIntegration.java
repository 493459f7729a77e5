package org.kutta.solver;

import com.google.common.collect.ImmutableList;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.event.EventDetection;
import org.kutta.solver.event.EventOccurrence;

/**
 * One solve under way: the driver of all solves, and the way to step by hand.
 *
 * <pre>{@code
 * try (OdeIntegration<double[]> solve = solver.start(problem)) {
 *     while (solve.step()) {
 *         System.out.println(solve.t() + " " + solve.state()[0]);
 *     }
 * }
 * }</pre>
 *
 * <p>{@link #state}, {@link #previousState} and {@link #stage} are live buffers: they hold what belongs to the last accepted step until the next
 * call of {@link #step}; where that fails, the last two are gone. Confined to one thread. An exception from the field, a listener or a guard leaves the solve unusable.
 *
 * @param <S> type of the state
 */
public final class OdeIntegration<S> implements AutoCloseable {

    private final OdeSolver.Settings settings;
    private final OdeProblem<S> problem;
    private final @Nullable BooleanSupplier cancellation;
    private final @Nullable DoubleConsumer progress;
    private final boolean watched;

    private final @Nullable Mesh mesh;
    private final StepUnderWay<S> step;
    private final StepSizes sizes;
    private final ForcedStops stops;
    private final Recorder<S> recorder;
    private final @Nullable GuardedStep<S> guarded;
    private final @Nullable EventDetection<S> events;

    private final double tEnd;
    private double t;
    private double tPrevious;
    private double dt;
    private SolveStatus status = SolveStatus.RUNNING;
    private String failure = "";

    private long accepted;
    private long rejected;
    private double nextProgress;
    private boolean finished;
    private boolean lent;

    /** The step of a fixed mesh that is under way; it takes more than one accepted step where a guard cuts it. */
    private int meshStep;

    private boolean anyCut;

    /** Where stages at the end of the step are evaluated: the end, but just before it where the field jumps there. */
    private double stageEnd;

    private boolean stateReset;

    /** Whether an attempt has overwritten the stages of the last accepted step. */
    private boolean stagesOverwritten;

    /** The last finite state, for a fixed-step solve that does not look at each. */
    private final @Nullable FiniteState<S> lastFinite;

    /** Starts a solve, in the buffers of a previous one by the same solver where there is one that fits. */
    OdeIntegration(OdeSolver solver, OdeProblem<S> problem, @Nullable OdeIntegration<S> previous) {
        OdeProblem.Extras<S> extras = problem.extras;
        this.settings = solver.settings();
        this.problem = problem;
        this.cancellation = extras.cancellation;
        this.progress = extras.progress;
        this.tEnd = problem.t1;
        this.mesh = solver.meshOver(problem.t0, tEnd);
        this.stops = new ForcedStops(problem);
        if (mesh != null) {
            stops.checkNodes(mesh);
        }
        boolean controlled = solver.isAdaptive();
        Checks.check(controlled || extras.norm == null, "an error norm has no use with fixed steps");
        if (controlled) {
            settings.tolerances.checkResolvable(problem.space, problem.y0);
        }
        this.recorder = new Recorder<>(settings.save, problem);
        this.events = extras.events.isEmpty() ? null : new EventDetection<>(problem.space, extras.events);
        boolean asks = events != null || !extras.guards.isEmpty();
        this.watched = asks || !extras.listeners.isEmpty() || progress != null || !recorder.isIdle();
        StepUnderWay<S> taken = previous == null ? null : previous.lend(solver, problem);
        this.step = new StepUnderWay<>(solver.tableau(), controlled, problem, settings.tolerances, taken);
        this.guarded = asks ? new GuardedStep<>(extras.guards, events, step) : null;
        this.sizes = new StepSizes(settings, solver.tableau().errorPower(), tEnd >= problem.t0 ? 1 : -1);
        boolean looksRarely = mesh != null && !watched && problem.space.size(problem.y0) > FiniteState.LARGE;
        this.lastFinite = looksRarely ? new FiniteState<>(problem.space, problem.y0) : null;
        this.t = problem.t0;
        this.tPrevious = problem.t0;
        recorder.start(t, step.from());
        if (t == tEnd) {
            status = SolveStatus.SUCCESS;
        }
    }

    /** Ends this solve; what it hands over is not its own any more. Null if its buffers do not fit. */
    private @Nullable StepUnderWay<S> lend(OdeSolver solver, OdeProblem<S> other) {
        if (finished || lent || settings != solver.settings() || !step.fits(other)) {
            close();
            return null;
        }
        lent = true;
        step.lend();
        closeLastFinite();
        return step;
    }

    /**
     * Takes one accepted step, however many attempts it needs.
     *
     * @return whether a step was accepted; false once the solve has ended, see {@link #status}
     */
    public boolean step() {
        if (status != SolveStatus.RUNNING) {
            return false;
        }
        if (mesh != null) {
            return mayAttempt() && stepOnMesh(mesh);
        }
        if (!sizes.isProposed() && !chooseInitialStep()) {
            return false;
        }
        while (mayAttempt()) {
            stagesOverwritten = true;
            step.readyFirstStage((int) accepted, t, tEnd);
            if (attempt()) {
                return true;
            }
        }
        return false;
    }

    private boolean stepOnMesh(Mesh fixed) {
        int n = meshStep;
        stagesOverwritten = true;
        step.readyFirstStage((int) accepted, t, tEnd);
        double tNext = fixed.t(n + 1);
        double dtNow = t == fixed.t(n) ? fixed.dt(n) : tNext - t;
        stageEnd = stageEnd(tNext);
        step.advance((int) accepted, t, dtNow, stageEnd);
        boolean looks = lastFinite == null || n + 1 == fixed.steps() || n % FiniteState.INTERVAL == 0;
        if (looks && !step.endIsFinite()) {
            return failNotFinite(fixed, dtNow);
        }
        commit(dtNow, tNext);
        if (t == tNext) {
            meshStep++;
        }
        if (looks && lastFinite != null) {
            lastFinite.keep(step.from(), meshStep);
        }
        return true;
    }

    private boolean failNotFinite(Mesh fixed, double dtNow) {
        if (lastFinite == null || lastFinite.node() == meshStep) {
            return fail(SolveStatus.NON_FINITE, dtNow, "the state is not finite after the step");
        }
        long attempted = accepted + 1;
        meshStep = lastFinite.node();
        accepted = meshStep;
        t = fixed.t(meshStep);
        tPrevious = fixed.t(Math.max(0, meshStep - 1));
        lastFinite.restore(step.from());
        return fail(
                SolveStatus.NON_FINITE,
                fixed.dt(meshStep),
                "the state is not finite after one of the " + (attempted - accepted) + " steps that follow");
    }

    private double stageEnd(double tNext) {
        return tNext == stops.next() && stops.nextIsJump() ? Math.nextAfter(tNext, t) : tNext;
    }

    /** Whether the solve goes on, the caller lets it, and the limit on steps does. */
    private boolean mayAttempt() {
        if (status != SolveStatus.RUNNING) {
            return false;
        }
        if (cancellation != null && cancellation.getAsBoolean()) {
            status = SolveStatus.CANCELLED;
            return false;
        }
        return accepted + rejected < settings.maxSteps
                || fail(
                        SolveStatus.MAX_STEPS,
                        sizes.proposal(),
                        "the limit of " + settings.maxSteps + " steps was reached");
    }

    private boolean chooseInitialStep() {
        double most = Math.min(settings.maxStep, Math.abs(tEnd - t));
        step.readyFirstStage(0, t, tEnd);
        if (!step.startIsFinite()) {
            return fail(SolveStatus.NON_FINITE, 0, "the derivative at the initial state, or that state, is not finite");
        }
        double furthestProbe = Math.min(most, Math.abs(stops.next() - t));
        sizes.propose(
                settings.initialStep > 0
                        ? Math.min(settings.initialStep, most)
                        : Math.min(most, step.initialSize(t, tEnd, most, furthestProbe, sizes.least(t))));
        return true;
    }

    /** One attempt at a controlled step: commits it, or has a smaller one tried, or ends the solve. */
    private boolean attempt() {
        if (!sizes.fit(t, stops.next())) {
            return failTooSmall();
        }
        double dtNow = sizes.dt();
        double tNext = sizes.tNext();
        stageEnd = stageEnd(tNext);
        double ratio = step.advanceAndMeasure((int) accepted, t, dtNow, stageEnd);
        if (!(ratio <= 1)) {
            return reject(dtNow, ratio);
        }
        sizes.accepted(ratio);
        commit(dtNow, tNext);
        return true;
    }

    private boolean reject(double dtNow, double ratio) {
        rejected++;
        sizes.rejected(ratio);
        if (!Double.isFinite(ratio) && sizes.rejectionsInARow() == 1 && !step.derivativeIsFinite()) {
            return fail(SolveStatus.NON_FINITE, dtNow, "the derivative at the start of the step is not finite");
        }
        return sizes.rejectionsInARow() >= settings.maxRejections
                && fail(
                        SolveStatus.TOO_MANY_REJECTIONS,
                        dtNow,
                        sizes.rejectionsInARow() + " steps in a row were rejected" + worstComponent(dtNow));
    }

    private boolean failTooSmall() {
        double size = sizes.proposal();
        String least = settings.minStep > 16 * Math.ulp(t) ? "minStep " : "16 ulp(t) = ";
        String worst = accepted + rejected > 0 ? worstComponent(size) : "";
        return fail(
                SolveStatus.STEP_TOO_SMALL,
                size,
                "the step size fell to " + Math.abs(size) + ", below " + least + sizes.least(t) + worst);
    }

    private String worstComponent(double dtNow) {
        return ", the worst component being " + step.worstComponent(dtNow);
    }

    /** Ends the solve; false for the caller to return. */
    private boolean fail(SolveStatus how, double dtNow, String what) {
        status = how;
        dt = dtNow;
        failure = what;
        return false;
    }

    private void commit(double dtNow, double tNext) {
        tPrevious = t;
        dt = dtNow;
        stateReset = false;
        stagesOverwritten = false;
        step.interpolant().begin((int) accepted, t, dtNow, stageEnd);
        double end = guarded == null ? tNext : guarded.inspect(t, tNext);
        boolean cut = end != tNext;
        if (cut) {
            step.cutShort(end);
            dt = end - t;
            anyCut = true;
        }
        t = end;
        accepted++;
        boolean jump = stops.passes(t);
        step.commit(jump, cut);
        if (jump) {
            sizes.reset();
        }
        if (t == tEnd) {
            status = SolveStatus.SUCCESS;
        }
        if (watched) {
            tell();
        }
    }

    private void tell() {
        recorder.accepted(this);
        if (events != null) {
            events.stepAccepted(this);
        }
        for (StepListener<S> listener : problem.extras.listeners) {
            listener.stepAccepted(this);
        }
        if (progress != null) {
            double done = (t - problem.t0) / (problem.t1 - problem.t0);
            if (done >= nextProgress || status != SolveStatus.RUNNING) {
                progress.accept(done);
                nextProgress = (Math.floor(done * 100 + 1e-6) + 1) / 100;
            }
        }
    }

    /**
     * Writes the state at a time within the last accepted step, by dense output. The first call for a step may evaluate the field.
     *
     * @param time time from {@link #tPrevious} to {@link #t}
     * @param result overwritten; must not be a live buffer of this solve
     * @throws IllegalArgumentException if the time is outside the step
     * @throws IllegalStateException if the state was reset before the first call for this step, or if a further attempt at a step has failed
     */
    public void interpolate(double time, S result) {
        boolean within = accepted > 0 && time >= Math.min(tPrevious, t) && time <= Math.max(tPrevious, t);
        Checks.check(within, "time", time, "must be within the last step, [" + tPrevious + ", " + t + "]");
        requireLastStep();
        if (stateReset && !step.interpolant().isPrepared()) {
            throw new IllegalStateException("the state was reset before the first interpolation inside this step");
        }
        step.interpolant().value(time, step.to(), step.from(), result);
    }

    private void requireLastStep() {
        if (stagesOverwritten) {
            throw new IllegalStateException(
                    "an attempt that was not accepted has overwritten the last step; look at each step when it is accepted");
        }
    }

    StepInterpolant<S> interpolant() {
        return step.interpolant();
    }

    /** {@return the time that has been reached} */
    public double t() {
        return t;
    }

    /** {@return the start of the last accepted step; the initial time before the first} */
    public double tPrevious() {
        return tPrevious;
    }

    /** {@return the signed size of the last accepted step, or of the step that failed} */
    public double dt() {
        return dt;
    }

    /** {@return the state at {@link #t}, live} */
    public S state() {
        return step.from();
    }

    /**
     * {@return the state at {@link #tPrevious}, live; meaningless before the first step}
     *
     * @throws IllegalStateException if a further attempt at a step has failed
     */
    public S previousState() {
        requireLastStep();
        return step.to();
    }

    /**
     * {@return a stage of the last accepted step, live}
     *
     * @param i index of the stage
     * @throws IllegalStateException if a further attempt at a step has failed
     */
    public S stage(int i) {
        requireLastStep();
        return step.stage(i);
    }

    /** {@return the number of accepted steps: the last one had the index {@code stepIndex() - 1}} */
    public long stepIndex() {
        return accepted;
    }

    /** {@return whether the first stage of the last step was not evaluated but taken from the end of the step before} */
    public boolean firstStageReused() {
        return step.firstStageReused();
    }

    /** {@return whether the solve goes on, or how it ended} */
    public SolveStatus status() {
        return status;
    }

    /** {@return the events that have happened so far, in the order of the solve} */
    public ImmutableList<EventOccurrence<S>> events() {
        return events == null ? ImmutableList.of() : events.occurrences();
    }

    /** {@return what has been done so far} */
    public SolveStats stats() {
        return new SolveStats(step.nfe(), accepted, rejected, step.interpolant().nfe(false));
    }

    /**
     * Replaces the state at {@link #t}, as after an impact. The next step evaluates its first stage anew, and the controller forgets what came before.
     *
     * @param state new state; copied
     */
    public void resetState(S state) {
        step.restart(state);
        stateReset = true;
        if (lastFinite != null && step.startStateIsFinite()) {
            lastFinite.keep(state, meshStep);
        }
        sizes.reset();
    }

    /**
     * Ends the solve at {@link #t}.
     *
     * @param how {@link SolveStatus#TERMINATED_BY_EVENT} or {@link SolveStatus#CANCELLED}
     */
    public void terminate(SolveStatus how) {
        Checks.check(
                how == SolveStatus.TERMINATED_BY_EVENT || how == SolveStatus.CANCELLED,
                "status",
                how,
                "must be TERMINATED_BY_EVENT or CANCELLED");
        status = how;
    }

    /**
     * Hands over what has been solved so far. The state belongs to the solution from here on, and no further step can be taken.
     *
     * @return the solution up to {@link #t}, {@link SolveStatus#CANCELLED} if the solve was still running
     * @throws SolveFailedException if the solve has failed and failures are thrown
     */
    public Solution<S> finish() {
        finished = true;
        if (status == SolveStatus.RUNNING) {
            status = SolveStatus.CANCELLED;
        }
        String message = status.isFailure() && settings.throwOnFailure ? describeFailure() : "";
        Mesh covered = mesh != null && accepted == mesh.steps() && !anyCut ? mesh : null;
        S state = step.from();
        Solution<S> solution =
                new Solution<>(problem.space, t, state, status, stats(), recorder.finish(t, state, covered), events());
        if (!message.isEmpty()) {
            throw new SolveFailedException(message, dt, solution);
        }
        return solution;
    }

    /** What happened, where, after how much work, and what to do about it. Counts the evaluations it makes to tell. */
    private String describeFailure() {
        double radius = Double.NaN;
        if (mesh == null && status != SolveStatus.NON_FINITE) {
            radius = step.spectralRadius((int) accepted, t);
        }
        return failure + " at t = " + t + ", dt = " + dt + ", after " + accepted + " accepted and " + rejected
                + " rejected steps (nfe " + stats().nfe() + "): "
                + FailureAdvice.of(status, Math.abs(dt) * radius, settings.tolerances);
    }

    private void closeLastFinite() {
        if (lastFinite != null) {
            lastFinite.close();
        }
    }

    /** Gives the buffers back to the space; the state of a finished solve stays with its solution. */
    @Override
    public void close() {
        if (!lent) {
            step.close(finished);
            closeLastFinite();
        }
        if (events != null) {
            events.close();
        }
    }
}
