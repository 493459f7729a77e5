package org.kutta.solver;

import org.jspecify.annotations.Nullable;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;
import org.kutta.solver.tableau.ButcherTableau;

/** The step of a solve that is under way: the states at its ends, the stages between them, and where its first stage comes from. */
final class StepUnderWay<S> {

    private final StateSpace<S> space;
    private final StageFields<S> fields;
    private final Tolerances tolerances;
    private final @Nullable ErrorNorm<S> norm;
    private final RungeKuttaStep<S> kernel;
    private final StepInterpolant<S> interpolant;
    private final boolean reusesStages;
    private final boolean reusesLast;
    private final boolean checksLast;

    /** Evaluations of the kernel in solves before this one. */
    private final long nfeBefore;

    private S from;
    private S to;
    private @Nullable S scratch;
    private long probeNfe;

    private FirstStage firstStage = FirstStage.UNKNOWN;
    private boolean firstStageReused;

    /** Whether the field jumps where the step starts. */
    private boolean jumpBehind;

    /** Whether the derivative at the end of the last step is that at the start of the next. */
    private boolean startIsSmooth = true;

    /** Where the first stage of the next step comes from. */
    private enum FirstStage {
        /** It must be evaluated. */
        UNKNOWN,
        /** It is in the kernel's first stage. */
        READY,
        /** It is the kernel's last stage. */
        LAST
    }

    /** Takes over the buffers of the last step of a solve that is over, if there is one. */
    StepUnderWay(
            ButcherTableau tableau,
            boolean controlled,
            OdeProblem<S> problem,
            Tolerances tolerances,
            @Nullable StepUnderWay<S> previous) {
        this.space = problem.space;
        this.fields = problem.fields;
        this.tolerances = tolerances;
        this.norm = problem.extras.norm;
        if (previous != null) {
            this.kernel = previous.kernel;
        } else if (controlled) {
            this.kernel = new RungeKuttaStep<>(tableau, space, problem.y0);
        } else {
            this.kernel = RungeKuttaStep.solutionOnly(tableau, space, problem.y0);
        }
        this.nfeBefore = kernel.nfe();
        this.interpolant = new StepInterpolant<>(kernel, fields, space);
        this.reusesStages = problem.extras.reusesStages;
        this.reusesLast = controlled && tableau.fsal() && reusesStages;
        this.checksLast = kernel.lastEscapesError();
        this.jumpBehind = problem.extras.discontinuities.contains(problem.t0 + 0.0);
        this.from = previous == null ? space.zerosLike(problem.y0) : previous.from;
        this.to = previous == null ? space.zerosLike(problem.y0) : previous.to;
        this.scratch = previous == null ? null : previous.scratch;
        if (problem.y0 != from) {
            space.copy(problem.y0, from);
        }
    }

    /** Whether a solve of a problem by the same solver can run in these buffers. */
    boolean fits(OdeProblem<S> problem) {
        return space == problem.space && space.sameShape(from, problem.y0);
    }

    /** Gives up what another step has not taken over. */
    void lend() {
        interpolant.close();
    }

    /** The state at the start of the step under way, which is the end of the last one. */
    S from() {
        return from;
    }

    /** The state at its end; between steps that at the start of the last one. */
    S to() {
        return to;
    }

    S stage(int i) {
        return kernel.stage(i);
    }

    StepInterpolant<S> interpolant() {
        return interpolant;
    }

    boolean firstStageReused() {
        return firstStageReused;
    }

    long nfe() {
        return kernel.nfe() - nfeBefore + probeNfe + interpolant.nfe(true);
    }

    /** Puts the derivative at the start into the kernel's first stage, if it is not there from a rejected attempt. */
    void readyFirstStage(int step, double t, double tEnd) {
        if (firstStage == FirstStage.READY) {
            return;
        }
        if (firstStage == FirstStage.LAST) {
            kernel.promoteLast();
            firstStageReused = true;
        } else {
            firstStageReused = reusesStages && startIsSmooth && interpolant.takeEnd(kernel.stage(0));
            if (!firstStageReused) {
                kernel.evaluateFirst(fields, step, jumpBehind ? Math.nextAfter(t, tEnd) : t, from);
            }
        }
        firstStage = FirstStage.READY;
    }

    boolean derivativeIsFinite() {
        return space.isFinite(kernel.stage(0));
    }

    boolean startStateIsFinite() {
        return space.isFinite(from);
    }

    boolean startIsFinite() {
        return startStateIsFinite() && derivativeIsFinite();
    }

    boolean endIsFinite() {
        return space.isFinite(to);
    }

    /**
     * The size of the first step of a solve, its first stage being ready, by a probe no further away than given; no less than the least size, even where that is
     * more than the most.
     */
    double initialSize(double t, double tEnd, double most, double furthestProbe, double least) {
        S derivative = kernel.stage(0);
        double d1 = ratio(derivative, from, from);
        double probe = InitialStep.probe(ratio(from, from, from), d1, least, furthestProbe);
        double signed = Math.copySign(probe, tEnd - t);
        boolean beyond = Math.abs(t + signed - t) > Math.abs(tEnd - t);
        space.copy(from, to);
        space.axpy(signed, derivative, to);
        S slope = kernel.stage(1);
        probeNfe++;
        fields.evaluate(0, 1, beyond ? tEnd : t + signed, to, slope);
        space.axpy(-1, derivative, slope);
        double d2 = ratio(slope, from, from) / probe;
        return Math.max(least, InitialStep.size(probe, d1, d2, kernel.tableau().errorPower(), most));
    }

    private double ratio(S error, S y0, S y1) {
        return norm == null ? space.errorRatio(error, y0, y1, tolerances) : norm.ratio(error, y0, y1, tolerances);
    }

    /** Makes the step without a look at its error. */
    void advance(int step, double t, double dt, double stageEnd) {
        kernel.stepFrom(fields, step, t, dt, stageEnd, from, to);
    }

    /** Makes the step and returns its error ratio, which is NaN where anything that the next step would start from is not finite. */
    double advanceAndMeasure(int step, double t, double dt, double stageEnd) {
        double ratio;
        if (norm == null) {
            ratio = kernel.controlledStepFrom(fields, step, t, dt, stageEnd, from, to, tolerances);
        } else {
            advance(step, t, dt, stageEnd);
            ratio = ownRatio(norm, dt);
        }
        if (checksLast
                && ratio <= 1
                && !space.isFinite(kernel.stage(kernel.tableau().stages() - 1))) {
            return Double.NaN;
        }
        return ratio;
    }

    private double ownRatio(ErrorNorm<S> own, double dt) {
        S error = scratch();
        kernel.error(0, dt, error);
        double first = own.ratio(error, from, to, tolerances);
        if (kernel.tableau().errorEstimates() == 1) {
            return first;
        }
        kernel.error(1, dt, error);
        return RungeKuttaStep.combineRatios(first, own.ratio(error, from, to, tolerances));
    }

    private S scratch() {
        S state = scratch;
        if (state == null) {
            state = space.zerosLike(from);
            scratch = state;
        }
        return state;
    }

    /** The component with the largest error in the last attempt. */
    long worstComponent(double dt) {
        S error = scratch();
        kernel.error(0, dt, error);
        return space.worstComponent(error, from, to, tolerances);
    }

    /** The state that dense output gives at a time within the step, in a buffer that the next call overwrites. */
    S cutAt(double time) {
        S cut = scratch();
        interpolant.value(time, from, to, cut);
        return cut;
    }

    /** Moves the end of the step to an earlier time. */
    void cutShort(double time) {
        space.copy(cutAt(time), to);
    }

    /** The end of this step becomes the start of the next. */
    void commit(boolean jump, boolean cut) {
        S previous = from;
        from = to;
        to = previous;
        jumpBehind = jump;
        startIsSmooth = !jump && !cut;
        firstStage = reusesLast && startIsSmooth ? FirstStage.LAST : FirstStage.UNKNOWN;
    }

    /** Starts the next step from another state. */
    void restart(S state) {
        space.copy(state, from);
        firstStage = FirstStage.UNKNOWN;
        startIsSmooth = false;
    }

    double spectralRadius(int step, double t) {
        probeNfe += StiffnessProbe.NFE;
        return StiffnessProbe.spectralRadius(space, fields, step, t, from);
    }

    void close(boolean keepState) {
        kernel.close();
        interpolant.close();
        if (scratch != null) {
            space.release(scratch);
        }
        space.release(to);
        if (!keepState) {
            space.release(from);
        }
    }
}
