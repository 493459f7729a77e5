package org.kutta.adjoint;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.StateSpace;
import org.kutta.solver.step.RungeKuttaStep;

/** A solve with its discrete adjoint: see {@link DiscreteAdjoint}. */
final class DiscreteSolve<S> implements GradientEngine<S> {
    private final OdeSolver solver;
    private final StateSpace<S> space;
    private final BoundField<S> field;
    private final boolean ownsField;
    private final StepLog log = new StepLog();
    private final DiscreteForward<S> forward;
    private final MemoryChoice<S> memories;
    private final AdjointStep<S> adjointStep;
    private final boolean timeGradients;
    private final TimeSums timeSums = new TimeSums(log);
    private final S yBar;
    private final S scratch;

    private @Nullable StepMemory<S> memory;
    private final AdjointStep.StagePullback<S> pullback = this::pullBackStage;
    private final StepMemory.Reversal reversal = this::pullBackStep;

    /** What {@code backward} was called with, for the reversal. */
    private @Nullable List<S> savedBars;

    private @Nullable S parametersBar;
    private int row;
    private int saveIndex;

    private long nfeForward;
    private long nfeBackward;
    private long pullbacks;
    private long recomputed;

    DiscreteSolve(DiscreteAdjoint method, OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        this(method, solver, space, field.bind(like), true, like);
    }

    private DiscreteSolve(
            DiscreteAdjoint method,
            OdeSolver solver,
            StateSpace<S> space,
            BoundField<S> field,
            boolean ownsField,
            S like) {
        this.solver = solver;
        this.space = space;
        this.timeGradients = method.timeGradients();
        RungeKuttaStep<S> kernel = RungeKuttaStep.solutionOnly(solver.tableau(), space, like);
        this.field = field;
        this.ownsField = ownsField;
        this.forward = new DiscreteForward<>(solver, this.field, space, like, kernel, log);
        this.memories = new MemoryChoice<>(method, this.field, space, like, kernel, log);
        this.adjointStep = new AdjointStep<>(solver.tableau(), space, like);
        this.yBar = space.zerosLike(like);
        this.scratch = space.zerosLike(like);
    }

    /** A solve of a field that another one has bound, and closes after this one; both belong to the same thread. */
    static <S> DiscreteSolve<S> sharing(
            DiscreteAdjoint method, OdeSolver solver, StateSpace<S> space, BoundField<S> field, S like) {
        return new DiscreteSolve<>(method, solver, space, field, false, like);
    }

    @Override
    public Solution<S> forward(double t0, double t1, S y0, double... saveTimes) {
        return forward(t0, t1, solver.meshOver(t0, t1), y0, saveTimes);
    }

    /** Solves on a given mesh, whatever the solver's own steps are. */
    void forwardOn(Mesh mesh, S y0, double[] saveTimes) {
        forward(mesh.t0(), mesh.t1(), mesh, y0, saveTimes);
    }

    private Solution<S> forward(double t0, double t1, @Nullable Mesh mesh, S y0, double[] saveTimes) {
        memory = null;
        nfeBackward = 0;
        pullbacks = 0;
        recomputed = 0;
        nfeForward = 0;
        Solution<S> solution = null;
        while (solution == null) {
            int steps = forward.prepare(t0, t1, mesh, y0, saveTimes);
            StepMemory<S> chosen = memories.choose(steps, t0, y0, scratch, bytesBesideSteps(saveTimes.length));
            nfeForward += memories.probeEvaluations();
            long before = chosen.evaluations();
            solution = forward.run(t0, t1, saveTimes, steps, chosen, memories);
            nfeForward += chosen.evaluations() - before;
            memory = chosen;
        }
        memories.solved(forward.succeeded());
        return solution;
    }

    /** Bytes of a solve with so many save times, without the mesh and what is held of the steps. */
    private long bytesBesideSteps(int saves) {
        return forward.bytesBesideMesh(saves) + adjointStep.bytes() + 2 * space.bytes(yBar);
    }

    @Override
    public TimeGradient backward(
            @Nullable S finalBar, @Nullable List<S> savedBars, @Nullable S y0Bar, @Nullable S parametersBar) {
        StepMemory<S> steps = requireNonNull(memory);
        this.savedBars = savedBars;
        this.parametersBar = parametersBar;
        long evaluationsBefore = steps.evaluations();
        long recomputedBefore = steps.recomputedSteps();
        pullbacks = 0;
        saveIndex = log.saves() - 1;
        timeSums.start();
        if (finalBar == null) {
            space.setZero(yBar);
        } else {
            space.copy(finalBar, yBar);
        }
        addSavedBar(log.steps());
        if (timeGradients && log.steps() == 0) {
            addTimesOfNoStep();
        }
        steps.reverse(reversal);
        if (y0Bar != null) {
            space.axpy(1.0, yBar, y0Bar);
        }
        nfeBackward = steps.evaluations() - evaluationsBefore;
        recomputed = steps.recomputedSteps() - recomputedBefore;
        this.savedBars = null;
        this.parametersBar = null;
        return timeGradients ? timeSums.result() : TimeGradient.NOT_COMPUTED;
    }

    private void addSavedBar(int node) {
        while (saveIndex >= 0 && log.saveNode(saveIndex) == node) {
            if (savedBars != null) {
                space.axpy(1.0, savedBars.get(saveIndex), yBar);
            }
            saveIndex--;
        }
    }

    private void addTimesOfNoStep() {
        field.evaluate(log.t(0), forward.state(), scratch);
        double slope = space.dot(yBar, scratch);
        timeSums.addEnds(-slope, slope);
    }

    private void pullBackStep(int step, int tapeRow) {
        row = tapeRow;
        S[] derivatives = memories.tape().derivatives(tapeRow);
        adjointStep.pullback(pullback, step, log.dt(step), derivatives, yBar);
        if (timeGradients) {
            timeSums.add(step, adjointStep.tBar(), adjointStep.dtBar());
        }
        addSavedBar(step);
    }

    private double pullBackStage(int step, int stage, S cotangent, S inputBar) {
        pullbacks++;
        return memories.tape().pullback(row, stage, cotangent, inputBar, parametersBar);
    }

    @Override
    public GradientStats stats() {
        StepMemory<S> steps = memory;
        long bytes = bytesBesideSteps(log.saves()) + log.bytes();
        boolean ok = steps != null && forward.succeeded();
        return new GradientStats(
                nfeForward,
                nfeBackward,
                pullbacks,
                forward.solverStats().accepted(),
                forward.solverStats().rejected(),
                recomputed,
                bytes + (steps == null ? 0 : steps.bytes()),
                0,
                ok ? GradientStats.Status.OK : GradientStats.Status.FAILED,
                ImmutableList.copyOf(memories.notes()));
    }

    @Override
    public void close() {
        memories.close();
        adjointStep.close();
        forward.close();
        space.release(yBar);
        space.release(scratch);
        if (ownsField) {
            field.close();
        }
    }
}
