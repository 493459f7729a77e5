package org.kutta.adjoint;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.kutta.solver.OdeIntegration;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;
import org.kutta.solver.VectorField;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;

/**
 * Solves an augmented system from the end of a logged solve to its start, stopping at the saved states so that the caller
 * may change the system's state there.
 *
 * @param <Z> type of the augmented state
 */
final class BackwardRun<Z> implements AutoCloseable {

    /** Sees the state at a saved time, and may change it. */
    @FunctionalInterface
    interface AtSave<Z> {
        void visit(int saveIndex, Z state);
    }

    /** Sees each step of a solve that runs through the solver's driver. */
    @FunctionalInterface
    interface AfterStep<Z> {
        void visit(OdeIntegration<Z> solve);
    }

    /** A solve back that takes this many times the steps of the solve forth has lost its way, and would not end soon. */
    private static final long STEPS_PER_FORWARD_STEP = 50;

    private static final long LEAST_STEPS = 1_000;

    private final StepLog forward;
    private final StepLog own = new StepLog();
    private final @Nullable OdeSolver solver;
    private final StateSpace<Z> space;
    private final VectorField<Z> field;
    private final @Nullable RungeKuttaStep<Z> kernel;
    /** The last solve through the driver, whose buffers the next one takes over. */
    private @Nullable OdeIntegration<Z> integration;

    private Z z;
    private Z next;
    private long steps;
    private boolean succeeded;

    /** Takes the solver for the way back, null for the forward mesh reversed with the tableau of {@code forwardSolver}. */
    BackwardRun(
            StepLog forward,
            @Nullable OdeSolver backward,
            OdeSolver forwardSolver,
            StateSpace<Z> space,
            VectorField<Z> field,
            Z like) {
        this.forward = forward;
        OdeSolver chosen = backward != null ? backward : forwardSolver.isAdaptive() ? forwardSolver : null;
        this.solver = chosen == null ? null : chosen.throwOnFailure(false);
        this.space = space;
        this.field = field;
        boolean fixed = solver == null || !solver.isAdaptive();
        OdeSolver method = solver == null ? forwardSolver : solver;
        this.kernel = fixed ? RungeKuttaStep.solutionOnly(method.tableau(), space, like) : null;
        this.z = space.zerosLike(like);
        this.next = space.zerosLike(like);
    }

    /** The state: to be filled before {@link #run}, at the start of the interval after it. */
    Z state() {
        return z;
    }

    /** Solves back; the state at the end has been prepared, that save included. */
    boolean run(AtSave<Z> atSave) {
        return run(atSave, null);
    }

    /** Solves back, showing each step to {@code afterStep}. */
    boolean run(AtSave<Z> atSave, @Nullable AfterStep<Z> afterStep) {
        steps = 0;
        succeeded = false;
        if (forward.steps() == 0) {
            succeeded = true;
            return true;
        }
        double[] saveTimes = saveTimesBackwards();
        if (kernel == null) {
            runDriven(requireNonNull(solver), saveTimes, atSave, afterStep);
            return succeeded;
        }
        layMesh(saveTimes);
        if (afterStep == null) {
            runFixed(kernel, atSave);
        } else {
            runDriven(
                    OdeSolver.onMesh(kernel.tableau(), own.toMesh()).throwOnFailure(false),
                    new double[0],
                    atSave,
                    afterStep);
        }
        return succeeded;
    }

    /** The nodes of a fixed-step solve back: those of the solver, or of the forward solve reversed. */
    private void layMesh(double[] saveTimes) {
        double start = forward.t(forward.steps());
        own.start(start, forward.t(0), saveTimes);
        own.setJumpsOf(forward);
        if (solver == null) {
            reverseForward(saveTimes);
        } else {
            own.addAll(requireNonNull(solver.meshOver(start, forward.t(0))), saveTimes);
            DiscreteForward.checkSteps(solver, own);
        }
    }

    /** The save times strictly inside the interval, last first. */
    private double[] saveTimesBackwards() {
        int first = firstInnerSave();
        int count = Math.max(0, lastInnerSave() - first + 1);
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            times[i] = forward.t(forward.saveNode(first + count - 1 - i));
        }
        return times;
    }

    private int firstInnerSave() {
        return forward.saves() > 0 && forward.saveNode(0) == 0 ? 1 : 0;
    }

    private int lastInnerSave() {
        int last = forward.saves() - 1;
        return last >= 0 && forward.saveNode(last) == forward.steps() ? last - 1 : last;
    }

    private void reverseForward(double[] saveTimes) {
        for (int n = forward.steps() - 1; n >= 0; n--) {
            own.add(-forward.dt(n), forward.t(n));
            own.noteJumpOf(forward, n);
            own.noteSaves(saveTimes);
        }
    }

    private void runFixed(RungeKuttaStep<Z> step, AtSave<Z> atSave) {
        StageFields<Z> fields = StageFields.shared(field);
        int last = lastInnerSave();
        int met = 0;
        for (int n = 0; n < own.steps(); n++) {
            DiscreteForward.advance(step, own, fields, n, z, next);
            Z previous = z;
            z = next;
            next = previous;
            if (met < own.saves() && own.saveNode(met) == n + 1) {
                atSave.visit(last - met, z);
                met++;
            }
        }
        steps = own.steps();
        succeeded = space.isFinite(z);
    }

    private void runDriven(OdeSolver method, double[] stopTimes, AtSave<Z> atSave, @Nullable AfterStep<Z> afterStep) {
        OdeProblem<Z> problem = OdeProblem.of(space, field, forward.t(forward.steps()), forward.t(0), z)
                .withStopTimes(stopTimes)
                .withDiscontinuities(kernel == null ? forward.jumps() : new double[0]);
        long most = LEAST_STEPS + STEPS_PER_FORWARD_STEP * forward.steps();
        int save = lastInnerSave();
        int first = firstInnerSave();
        int met = 0;
        OdeIntegration<Z> before = integration;
        OdeIntegration<Z> solve = before == null ? method.start(problem) : method.startAfter(before, problem);
        integration = solve;
        while (solve.step() && (kernel != null || solve.stepIndex() <= most)) {
            if (afterStep != null) {
                afterStep.visit(solve);
            }
            boolean atSaveTime = kernel == null
                    ? save >= first && forward.t(forward.saveNode(save)) == solve.t()
                    : met < own.saves() && own.saveNode(met) == solve.stepIndex();
            if (atSaveTime) {
                space.copy(solve.state(), next);
                atSave.visit(save--, next);
                solve.resetState(next);
                met++;
            }
        }
        space.copy(solve.state(), z);
        steps = solve.stats().accepted();
        succeeded = solve.status().isSuccess();
    }

    long steps() {
        return steps;
    }

    /** Buffers of the state and of a step. */
    long bytes() {
        int stages = kernel == null
                ? requireNonNull(solver).tableau().stages() + 2
                : kernel.tableau().stages();
        return (stages + 3L) * space.bytes(z);
    }

    @Override
    public void close() {
        if (kernel != null) {
            kernel.close();
        }
        if (integration != null) {
            integration.close();
        }
        space.release(z);
        space.release(next);
    }
}
