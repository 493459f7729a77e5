package org.kutta.solver;

import com.google.common.collect.ImmutableList;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.event.EventDetection;
import org.kutta.solver.event.EventOccurrence;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;
import org.kutta.solver.tableau.ButcherTableau;

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
 * call of {@link #step}. Confined to one thread. An exception from the field, a listener or a guard leaves the solve unusable.
 *
 * @param <S> type of the state
 */
public final class OdeIntegration<S> implements AutoCloseable {

    /** Steps between two looks at whether the state of a fixed-step solve is finite. */
    private static final int FINITE_CHECK_INTERVAL = 32;

    private final OdeSolver.Settings settings;
    private final OdeProblem<S> problem;
    private final StateSpace<S> space;
    private final StageFields<S> fields;
    private final Tolerances tolerances;
    private final @Nullable ErrorNorm<S> norm;
    private final @Nullable BooleanSupplier cancellation;
    private final @Nullable DoubleConsumer progress;
    private final boolean watched;
    private final boolean guarded;

    private final @Nullable Mesh mesh;
    private final RungeKuttaStep<S> kernel;
    private final StepSizes sizes;
    private final StepInterpolant<S> interpolant;
    private final ForcedStops stops;
    private final Recorder<S> recorder;
    private final Trial trial = new Trial();
    private final @Nullable EventDetection<S> events;
    private final boolean reusesLast;
    private final boolean checksLast;

    private final double tEnd;
    private double t;
    private double tPrevious;
    private double dt;
    private double trialEnd;
    private double wholeEnd;
    private S y;
    private S other;
    private @Nullable S scratch;
    private SolveStatus status = SolveStatus.RUNNING;
    private String failure = "";

    private long accepted;
    private long rejected;
    private long probeNfe;
    private double nextProgress;
    private boolean finished;

    /** The step of a fixed mesh that is under way; it takes more than one accepted step where a guard cuts it. */
    private int meshStep;

    private boolean anyCut;

    /** Where stages at the end of the step are evaluated: the end, but just before it where the field jumps there. */
    private double stageEnd;

    private boolean jumpBehind;
    private boolean stateReset;

    /** Whether the derivative at the end of the last step is that at the start of the next. */
    private boolean endIsSmooth = true;

    private FirstStage firstStage = FirstStage.UNKNOWN;
    private boolean firstStageReused;

    /** Where the first stage of the next step comes from. */
    private enum FirstStage {
        /** It must be evaluated. */
        UNKNOWN,
        /** It is in the kernel's first stage. */
        READY,
        /** It is the kernel's last stage. */
        LAST
    }

    OdeIntegration(OdeSolver solver, OdeProblem<S> problem) {
        ButcherTableau tableau = solver.tableau();
        OdeProblem.Extras<S> extras = problem.extras;
        this.settings = solver.settings();
        this.problem = problem;
        this.space = problem.space;
        this.fields = problem.fields;
        this.tolerances = settings.tolerances;
        this.norm = extras.norm;
        this.cancellation = extras.cancellation;
        this.progress = extras.progress;
        this.tEnd = problem.t1;
        this.mesh = solver.meshOver(problem.t0, tEnd);
        this.stops = new ForcedStops(problem);
        if (mesh != null) {
            stops.checkNodes(mesh);
        }
        boolean controlled = solver.isAdaptive();
        if (controlled) {
            checkTolerances();
        }
        this.recorder = new Recorder<>(settings.save, problem);
        this.events = extras.events.isEmpty() ? null : new EventDetection<>(space, extras.events);
        this.guarded = events != null || !extras.guards.isEmpty();
        this.watched = guarded || !extras.listeners.isEmpty() || progress != null || !recorder.isIdle();
        this.kernel = controlled
                ? new RungeKuttaStep<>(tableau, space, problem.y0)
                : RungeKuttaStep.solutionOnly(tableau, space, problem.y0);
        this.sizes = new StepSizes(settings, tableau.errorPower(), tEnd >= problem.t0 ? 1 : -1);
        this.interpolant = new StepInterpolant<>(kernel, fields, space);
        this.reusesLast = controlled && tableau.fsal() && extras.reusesStages;
        this.checksLast = kernel.lastEscapesError();
        this.jumpBehind = extras.discontinuities.contains(problem.t0);
        this.t = problem.t0;
        this.tPrevious = problem.t0;
        this.y = space.zerosLike(problem.y0);
        this.other = space.zerosLike(problem.y0);
        space.copy(problem.y0, y);
        recorder.start(t, y);
        if (t == tEnd) {
            status = SolveStatus.SUCCESS;
        }
    }

    /** Tolerances below the state's round-off would only make steps shrink until they fail. */
    private void checkTolerances() {
        space.checkTolerances(tolerances, problem.y0);
        double least = 10 * space.unitRoundoff();
        double rtol = tolerances.minRtol();
        Checks.check(
                rtol == 0 || rtol >= least,
                "rtol",
                rtol,
                "must be 0 or >= " + least + ", ten times the state's round-off");
        double scaled = space.errorRatio(problem.y0, problem.y0, problem.y0, tolerances);
        Checks.check(
                !(scaled * least > 1),
                "tolerances (%s) ask for more digits than the state has: raise rtol or atol",
                tolerances);
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
            readyFirstStage();
            if (attempt()) {
                return true;
            }
        }
        return false;
    }

    private boolean stepOnMesh(Mesh fixed) {
        int n = meshStep;
        readyFirstStage();
        double tNext = fixed.t(n + 1);
        double dtNow = t == fixed.t(n) ? fixed.dt(n) : tNext - t;
        stageEnd = stageEnd(tNext);
        kernel.stepFrom(fields, (int) accepted, t, dtNow, stageEnd, y, other);
        boolean last = n + 1 == fixed.steps();
        if ((watched || last || n % FINITE_CHECK_INTERVAL == 0) && !space.isFinite(other)) {
            return fail(SolveStatus.NON_FINITE, dtNow, "the state is not finite after the step");
        }
        commit(dtNow, tNext);
        if (t == tNext) {
            meshStep++;
        }
        return true;
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

    /** Puts the derivative at {@code (t, y)} into the kernel's first stage, if it is not there from a rejected attempt. */
    private void readyFirstStage() {
        if (firstStage == FirstStage.READY) {
            return;
        }
        if (firstStage == FirstStage.LAST) {
            kernel.promoteLast();
            firstStageReused = true;
        } else {
            firstStageReused = problem.extras.reusesStages && endIsSmooth && interpolant.takeEnd(kernel.stage(0));
            if (!firstStageReused) {
                double start = jumpBehind ? Math.nextAfter(t, tEnd) : t;
                kernel.evaluateFirst(fields, (int) accepted, start, y);
            }
        }
        firstStage = FirstStage.READY;
    }

    private boolean chooseInitialStep() {
        double most = Math.min(settings.maxStep, Math.abs(tEnd - t));
        readyFirstStage();
        S derivative = kernel.stage(0);
        double d1 = ratio(derivative, y, y);
        if ((!Double.isFinite(d1) && !space.isFinite(derivative)) || !space.isFinite(y)) {
            return fail(SolveStatus.NON_FINITE, 0, "the derivative at the initial state, or that state, is not finite");
        }
        if (settings.initialStep > 0) {
            sizes.propose(Math.min(settings.initialStep, most));
            return true;
        }
        double probe = InitialStep.probe(ratio(y, y, y), d1, Math.min(most, Math.abs(stops.next() - t)));
        double d2 = ratio(probeSlope(Math.copySign(probe, tEnd - t), derivative), y, y) / probe;
        sizes.propose(InitialStep.size(probe, d1, d2, kernel.tableau().errorPower(), most));
        return true;
    }

    /** The change of the derivative over an Euler step, written to the kernel's second stage. */
    private S probeSlope(double signed, S derivative) {
        space.copy(y, other);
        space.axpy(signed, derivative, other);
        boolean beyond = Math.abs(t + signed - t) > Math.abs(tEnd - t);
        S slope = kernel.stage(1);
        probeNfe++;
        fields.evaluate(0, 1, beyond ? tEnd : t + signed, other, slope);
        space.axpy(-1, derivative, slope);
        return slope;
    }

    private double ratio(S error, S from, S to) {
        return norm == null ? space.errorRatio(error, from, to, tolerances) : norm.ratio(error, from, to, tolerances);
    }

    /** One attempt at a controlled step: commits it, or has a smaller one tried, or ends the solve. */
    private boolean attempt() {
        if (!sizes.fit(t, stops.next())) {
            return failTooSmall();
        }
        double dtNow = sizes.dt();
        double tNext = sizes.tNext();
        stageEnd = stageEnd(tNext);
        double ratio = norm == null
                ? kernel.controlledStepFrom(fields, (int) accepted, t, dtNow, stageEnd, y, other, tolerances)
                : normRatio(norm, dtNow);
        if (!(ratio <= 1)) {
            return reject(dtNow, ratio);
        }
        if (checksLast && !space.isFinite(kernel.stage(kernel.tableau().stages() - 1))) {
            return reject(dtNow, Double.NaN);
        }
        sizes.accepted(ratio);
        commit(dtNow, tNext);
        return true;
    }

    private double normRatio(ErrorNorm<S> own, double dtNow) {
        kernel.stepFrom(fields, (int) accepted, t, dtNow, stageEnd, y, other);
        S error = scratch();
        kernel.error(0, dtNow, error);
        double first = own.ratio(error, y, other, tolerances);
        if (kernel.tableau().errorEstimates() == 1) {
            return first;
        }
        kernel.error(1, dtNow, error);
        return RungeKuttaStep.combineRatios(first, own.ratio(error, y, other, tolerances));
    }

    private S scratch() {
        S state = scratch;
        if (state == null) {
            state = space.zerosLike(y);
            scratch = state;
        }
        return state;
    }

    private boolean reject(double dtNow, double ratio) {
        rejected++;
        sizes.rejected(ratio);
        if (!Double.isFinite(ratio) && sizes.rejectionsInARow() == 1 && !space.isFinite(kernel.stage(0))) {
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
        S error = scratch();
        kernel.error(0, dtNow, error);
        return ", the worst component being " + space.worstComponent(error, y, other, tolerances);
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
        trialEnd = tNext;
        wholeEnd = tNext;
        stateReset = false;
        interpolant.begin((int) accepted, t, dtNow, stageEnd);
        double end = guarded ? inspect(tNext) : tNext;
        boolean cut = end != tNext;
        if (cut) {
            cutShort(end);
        }
        t = end;
        accepted++;
        S previous = y;
        y = other;
        other = previous;
        jumpBehind = stops.passes(t);
        endIsSmooth = !jumpBehind && !cut;
        firstStage = reusesLast && endIsSmooth ? FirstStage.LAST : FirstStage.UNKNOWN;
        if (jumpBehind) {
            sizes.reset();
        }
        if (t == tEnd) {
            status = SolveStatus.SUCCESS;
        }
        if (watched) {
            tell();
        }
    }

    private double inspect(double tNext) {
        double direction = Math.signum(tEnd - t);
        double end = tNext;
        for (StepGuard<S> guard : problem.extras.guards) {
            double wanted = guard.inspect(trial);
            boolean within = (wanted - t) * direction > 0 && (end - wanted) * direction >= 0;
            Checks.check(within, "end of the step", wanted, "must be in (" + t + ", " + end + "]");
            end = wanted;
            trialEnd = wanted;
        }
        return events == null ? end : events.inspect(trial);
    }

    /** What guards see: the step from {@code y} to {@code other}. */
    private final class Trial implements TrialStep<S> {

        @Override
        public double t0() {
            return t;
        }

        @Override
        public double t1() {
            return trialEnd;
        }

        @Override
        public S y0() {
            return y;
        }

        @Override
        public S y1() {
            if (trialEnd == wholeEnd) {
                return other;
            }
            S cut = scratch();
            interpolate(trialEnd, cut);
            return cut;
        }

        @Override
        public void interpolate(double time, S result) {
            interpolant.value(time, y, other, result);
        }

        @Override
        public S[] polynomial() {
            return interpolant.prepare(y, other).polynomial();
        }
    }

    private void cutShort(double end) {
        S cut = scratch();
        interpolant.value(end, y, other, cut);
        space.copy(cut, other);
        dt = end - t;
        anyCut = true;
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
     * @throws IllegalStateException if the state was reset before the first call for this step
     */
    public void interpolate(double time, S result) {
        boolean within = accepted > 0 && time >= Math.min(tPrevious, t) && time <= Math.max(tPrevious, t);
        Checks.check(within, "time", time, "must be within the last step, [" + tPrevious + ", " + t + "]");
        if (stateReset && !interpolant.isPrepared()) {
            throw new IllegalStateException("the state was reset before the first interpolation inside this step");
        }
        interpolant.value(time, other, y, result);
    }

    StepInterpolant<S> interpolant() {
        return interpolant;
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
        return y;
    }

    /** {@return the state at {@link #tPrevious}, live; meaningless before the first step} */
    public S previousState() {
        return other;
    }

    /**
     * {@return a stage of the last accepted step, live}
     *
     * @param i index of the stage
     */
    public S stage(int i) {
        return kernel.stage(i);
    }

    /** {@return the number of accepted steps: the last one had the index {@code stepIndex() - 1}} */
    public long stepIndex() {
        return accepted;
    }

    /** {@return whether the first stage of the last step was not evaluated but taken from the end of the step before} */
    public boolean firstStageReused() {
        return firstStageReused;
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
        long nfe = kernel.nfe() + probeNfe + interpolant.nfe(true);
        return new SolveStats(nfe, accepted, rejected, interpolant.nfe(false));
    }

    /**
     * Replaces the state at {@link #t}, as after an impact. The next step evaluates its first stage anew, and the controller forgets what came before.
     *
     * @param state new state; copied
     */
    public void resetState(S state) {
        space.copy(state, y);
        firstStage = FirstStage.UNKNOWN;
        endIsSmooth = false;
        stateReset = true;
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
     * @return the solution up to {@link #t}
     * @throws SolveFailedException if the solve has failed and failures are thrown
     */
    public Solution<S> finish() {
        finished = true;
        String message = status.isFailure() && settings.throwOnFailure ? describeFailure() : "";
        Mesh covered = mesh != null && accepted == mesh.steps() && !anyCut ? mesh : null;
        Solution<S> solution = new Solution<>(space, t, y, status, stats(), recorder.finish(t, y, covered), events());
        if (!message.isEmpty()) {
            throw new SolveFailedException(message, dt, solution);
        }
        if (status == SolveStatus.RUNNING) {
            status = SolveStatus.CANCELLED;
        }
        return solution;
    }

    /** What happened, where, after how much work, and what to do about it. Counts the evaluations it makes to tell. */
    private String describeFailure() {
        double radius = Double.NaN;
        if (mesh == null && status != SolveStatus.NON_FINITE) {
            probeNfe += StiffnessProbe.NFE;
            radius = StiffnessProbe.spectralRadius(space, fields, (int) accepted, t, y);
        }
        return failure + " at t = " + t + ", dt = " + dt + ", after " + accepted + " accepted and " + rejected
                + " rejected steps (nfe " + stats().nfe() + "): "
                + FailureAdvice.of(status, Math.abs(dt) * radius, tolerances);
    }

    /** Gives the buffers back to the space; the state of a finished solve stays with its solution. */
    @Override
    public void close() {
        kernel.close();
        interpolant.close();
        if (events != null) {
            events.close();
        }
        if (scratch != null) {
            space.release(scratch);
        }
        space.release(other);
        if (!finished) {
            space.release(y);
        }
    }
}
