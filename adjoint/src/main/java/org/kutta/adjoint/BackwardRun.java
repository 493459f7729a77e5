package org.kutta.adjoint;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.kutta.solver.Mesh;
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

    /** A solve back that takes this many times the steps of the solve forth has lost its way, and would not end soon. */
    private static final long STEPS_PER_FORWARD_STEP = 50;

    private static final long LEAST_STEPS = 1_000;

    private final StepLog forward;
    private final StepLog own = new StepLog();
    private final @Nullable OdeSolver solver;
    private final StateSpace<Z> space;
    private final VectorField<Z> field;
    private final @Nullable RungeKuttaStep<Z> kernel;
    private Z z;
    private Z next;
    private long steps;
    private long rejected;
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
        this.solver = backward != null ? backward : forwardSolver.isAdaptive() ? forwardSolver : null;
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
        steps = 0;
        rejected = 0;
        succeeded = false;
        if (forward.steps() == 0) {
            succeeded = true;
            return true;
        }
        double[] saveTimes = saveTimesBackwards();
        if (kernel == null) {
            runControlled(saveTimes, atSave);
        } else {
            double start = forward.t(forward.steps());
            own.start(start, forward.t(0), saveTimes);
            if (solver == null) {
                reverseForward(saveTimes);
            } else {
                Mesh mesh = solver.meshOver(start, forward.t(0));
                if (mesh != null) {
                    own.addAll(mesh, saveTimes);
                }
            }
            runFixed(kernel, atSave);
        }
        return succeeded;
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
            own.noteSaves(saveTimes);
        }
    }

    private void runFixed(RungeKuttaStep<Z> step, AtSave<Z> atSave) {
        StageFields<Z> fields = StageFields.shared(field);
        int last = lastInnerSave();
        int met = 0;
        for (int n = 0; n < own.steps(); n++) {
            step.step(fields, n, own.t(n), own.dt(n), own.t(n + 1), z, next);
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

    private void runControlled(double[] saveTimes, AtSave<Z> atSave) {
        OdeSolver controlled = requireNonNull(solver).throwOnFailure(false);
        OdeProblem<Z> problem = OdeProblem.of(space, field, forward.t(forward.steps()), forward.t(0), z)
                .withStopTimes(saveTimes);
        long most = LEAST_STEPS + STEPS_PER_FORWARD_STEP * forward.steps();
        int save = lastInnerSave();
        int first = firstInnerSave();
        try (OdeIntegration<Z> solve = controlled.start(problem)) {
            while (solve.step() && solve.stepIndex() <= most) {
                if (save >= first && forward.t(forward.saveNode(save)) == solve.t()) {
                    space.copy(solve.state(), next);
                    atSave.visit(save--, next);
                    solve.resetState(next);
                }
            }
            space.copy(solve.state(), z);
            steps = solve.stats().accepted();
            rejected = solve.stats().rejected();
            succeeded = solve.status().isSuccess();
        }
    }

    long steps() {
        return steps;
    }

    long rejected() {
        return rejected;
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
        space.release(z);
        space.release(next);
    }
}
