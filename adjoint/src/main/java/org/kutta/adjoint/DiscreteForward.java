package org.kutta.adjoint;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeIntegration;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveFailedException;
import org.kutta.solver.SolveStats;
import org.kutta.solver.SolveStatus;
import org.kutta.solver.StateSpace;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;

/**
 * Runs a solve for a gradient method: logs its steps, keeps the states at the save times and shows each state to the
 * method's memory.
 *
 * <p>Fixed steps go straight to the kernel, as they do in a residual stack; controlled ones through the solver's driver.
 */
final class DiscreteForward<S> implements AutoCloseable {

    /** Tells a solve after each step whether it may go on. */
    @FunctionalInterface
    interface Room {
        boolean isLeft();
    }

    private final OdeSolver solver;
    private final BoundField<S> field;
    private final StateSpace<S> space;
    private final RungeKuttaStep<S> kernel;
    private final StepLog log;
    private final SavedStates<S> saved;
    private @Nullable Mesh fixedMesh;
    /** The last solve of controlled steps, whose buffers the next one takes over. */
    private @Nullable OdeIntegration<S> integration;

    private S y;
    private S next;
    private SolveStatus status = SolveStatus.RUNNING;
    private SolveStats solverStats = SolveStats.NONE;

    DiscreteForward(
            OdeSolver solver, BoundField<S> field, StateSpace<S> space, S like, RungeKuttaStep<S> kernel, StepLog log) {
        checkSave(solver);
        this.solver = solver;
        this.field = field;
        this.space = space;
        this.kernel = kernel;
        this.log = log;
        this.saved = new SavedStates<>(space, like);
        this.y = space.zerosLike(like);
        this.next = space.zerosLike(like);
    }

    /** Refuses a solver that is to save what a gradient method saves itself. */
    static void checkSave(OdeSolver solver) {
        Save save = solver.save();
        Checks.check(
                !save.savesSteps() && !save.savesDense() && save.times().isEmpty(),
                "save",
                save,
                "must be Save.finalState() or Save.mesh(): a gradient takes its save times in forward(...)");
    }

    /** Steps of a fixed-step solve, -1 if they are controlled. */
    int prepare(double t0, double t1, S y0, double[] saveTimes) {
        return prepare(t0, t1, solver.meshOver(t0, t1), y0, saveTimes);
    }

    /** Likewise, on a given mesh of the interval instead of the solver's own; null where its steps are controlled, or there are none. */
    int prepare(double t0, double t1, @Nullable Mesh mesh, S y0, double[] saveTimes) {
        log.start(t0, t1, saveTimes);
        log.setJumps(field.discontinuities(t0, t1), t1);
        saved.clear();
        space.copy(y0, y);
        if (log.saves() == 1) {
            saved.add(y0);
        }
        fixedMesh = mesh;
        if (t0 == t1) {
            return 0;
        }
        if (mesh == null) {
            return -1;
        }
        log.addAll(mesh, saveTimes);
        checkSteps(solver, log);
        return log.steps();
    }

    /**
     * Solves what was prepared.
     *
     * @return the solution, or null if there was no room left
     */
    @Nullable
    Solution<S> run(double t0, double t1, double[] saveTimes, int steps, StepMemory<S> memory, Room room) {
        memory.begin(steps, y);
        if (steps >= 0) {
            runFixed(steps, memory);
        } else if (!runControlled(t0, t1, saveTimes, memory, room)) {
            return null;
        }
        return throwIfFailed(solver, log, solution(saveTimes));
    }

    /** Refuses a mesh of more steps than the solver may take. */
    static void checkSteps(OdeSolver solver, StepLog log) {
        Checks.check(
                log.steps() <= solver.maxSteps(),
                "maxSteps",
                solver.maxSteps(),
                "must be >= the steps of the mesh, " + log.steps());
    }

    /** Hands a solution of fixed steps through, unless it failed and the solver throws. */
    static <S> Solution<S> throwIfFailed(OdeSolver solver, StepLog log, Solution<S> solution) {
        if (solution.status().isFailure() && solver.throwsOnFailure()) {
            int steps = log.steps();
            double dt = steps == 0 ? 0 : log.dt(steps - 1);
            throw new SolveFailedException(
                    "the state is not finite at t = " + solution.finalTime() + ", dt = " + dt + ", after " + steps
                            + " steps (nfe " + solution.stats().nfe()
                            + "); the steps may be too large for this field: take more of them or control their size",
                    dt,
                    solution);
        }
        return solution;
    }

    private void runFixed(int steps, StepMemory<S> memory) {
        int save = log.saves() > 0 && log.saveNode(0) == 0 ? 1 : 0;
        if (save == 1 && saved.view().isEmpty()) {
            saved.add(y);
        }
        long before = kernel.nfe();
        for (int n = 0; n < steps; n++) {
            advance(kernel, log, memory, n, y, next);
            S previous = y;
            y = next;
            next = previous;
            memory.accepted(n + 1, y);
            if (save < log.saves() && log.saveNode(save) == n + 1) {
                saved.add(y);
                save++;
            }
        }
        solverStats = new SolveStats(kernel.nfe() - before, steps, 0, 0);
        status = space.isFinite(y) ? SolveStatus.SUCCESS : SolveStatus.NON_FINITE;
    }

    /** Takes a step of the log, each stage on its own side of a jump. */
    static <S> void advance(RungeKuttaStep<S> kernel, StepLog log, StageFields<S> fields, int step, S from, S to) {
        kernel.evaluateFirst(fields, step, log.stageStart(step), from);
        kernel.stepFrom(fields, step, log.t(step), log.dt(step), log.stageEnd(step), from, to);
    }

    private boolean runControlled(double t0, double t1, double[] saveTimes, StepMemory<S> memory, Room room) {
        OdeProblem<S> problem = OdeProblem.ofStages(space, memory, t0, t1, y)
                .withStageReuse(true)
                .withStopTimes(saveTimes)
                .withDiscontinuities(log.jumps());
        OdeIntegration<S> before = integration;
        OdeIntegration<S> solve = before == null ? solver.start(problem) : solver.startAfter(before, problem);
        integration = solve;
        while (solve.step()) {
            log.add(solve.dt(), solve.t());
            memory.accepted(log.steps(), solve.state());
            if (log.noteSaves(saveTimes)) {
                saved.add(solve.state());
            }
            if (!room.isLeft()) {
                return false;
            }
        }
        space.copy(solve.state(), y);
        status = solve.status();
        solverStats = solve.stats();
        if (status.isFailure()) {
            integration = null;
            try (solve) {
                // throws where the solver is to throw
                space.copy(solve.finish().finalState(), y);
            }
        }
        return true;
    }

    private Solution<S> solution(double[] saveTimes) {
        Mesh mesh = fixedMesh;
        if (mesh == null || mesh.steps() != log.steps()) {
            mesh = solver.save().savesMesh() && log.steps() > 0 ? log.toMesh() : null;
        }
        return Solution.of(
                space,
                log.t(log.steps()),
                y,
                status,
                solverStats,
                ImmutableDoubleArray.copyOf(saveTimes).subArray(0, log.saves()),
                saved.view(),
                mesh);
    }

    boolean succeeded() {
        return status.isSuccess();
    }

    SolveStats solverStats() {
        return solverStats;
    }

    /** The final state, live. */
    S state() {
        return y;
    }

    /** A saved state, live. */
    S savedState(int index) {
        return saved.get(index);
    }

    List<S> savedStates() {
        return saved.view();
    }

    long bytes() {
        return bytesBesideMesh(log.saves()) + log.bytes();
    }

    /** Bytes of a solve with so many save times that do not grow with its steps. */
    long bytesBesideMesh(int saves) {
        long states = 2L + kernel.tableau().stages() + 2;
        return states * space.bytes(y) + saved.bytes(saves);
    }

    @Override
    public void close() {
        if (integration != null) {
            integration.close();
        }
        saved.close();
        kernel.close();
        space.release(y);
        space.release(next);
    }
}
