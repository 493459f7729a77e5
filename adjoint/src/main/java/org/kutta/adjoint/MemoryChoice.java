package org.kutta.adjoint;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.checkpoint.BinomialSchedule;
import org.kutta.solver.StateSpace;
import org.kutta.solver.step.RungeKuttaStep;

/** Picks what a solve keeps, and changes its mind where a budget turns out too small. */
final class MemoryChoice<S> implements DiscreteForward.Room, AutoCloseable {
    /** Steps for whose mesh there is room before anything is known of a solve. */
    private static final long FIRST_MESH = 500;

    private final MemoryPlan plan;
    private final StateSpace<S> space;
    private final S like;
    private final BoundField<S> field;
    private final RungeKuttaStep<S> kernel;
    private final StepLog log;
    private final Tape<S> tape;
    private final StoredSteps<S> stored;
    private @Nullable CheckpointedSteps<S> checkpointed;
    private int states;

    private boolean storing;

    /** Whether steps are controlled, so that their number is known at the end only. */
    private boolean controlled;

    /** Bytes of one linearized step; 0 before the first solve. */
    private long rowBytes;

    /** Most steps whose linearizations fit. */
    private long storedLimit = Long.MAX_VALUE;

    /** Most steps that fit besides the states that are held. */
    private long meshLimit = Long.MAX_VALUE;

    /** Steps of controlled solves that have met a limit: the next one is planned for as many. 0 if none has. */
    private long expectedSteps;

    private long probeEvaluations;

    MemoryChoice(
            DiscreteAdjoint method,
            BoundField<S> field,
            StateSpace<S> space,
            S like,
            RungeKuttaStep<S> kernel,
            StepLog log) {
        this.plan = method.plan();
        this.space = space;
        this.like = like;
        this.field = field;
        this.kernel = kernel;
        this.log = log;
        this.tape = new Tape<>(field, space, like, kernel.tableau().stages(), method.timeGradients());
        this.stored = new StoredSteps<>(field, tape, log, kernel.tableau());
    }

    Tape<S> tape() {
        return tape;
    }

    /**
     * The memory for a solve of {@code steps} steps, -1 if they are controlled.
     *
     * @param bytesBesideSteps what the solve takes however many steps it makes
     */
    StepMemory<S> choose(int steps, double t0, S y0, S scratch, long bytesBesideSteps) {
        storing = true;
        controlled = steps < 0;
        probeEvaluations = 0;
        if (plan instanceof MemoryPlan.Checkpointed fixed) {
            storing = false;
            return withStates(fixed.states());
        }
        if (plan instanceof MemoryPlan.Budget budget) {
            if (rowBytes == 0) {
                probe(t0, y0, scratch);
            }
            return withinBudget(budget.bytes(), steps, bytesBesideSteps + tape.bytesBesideRows());
        }
        return stored;
    }

    /** Linearizes once to see what that takes. */
    private void probe(double t0, S y0, S scratch) {
        tape.at(0, 0, t0, y0, scratch);
        probeEvaluations = 1;
        rowBytes = Math.max(1, tape.stageBytes(0, 0) * kernel.tableau().stackStages());
    }

    private StepMemory<S> withStates(int count) {
        CheckpointedSteps<S> present = checkpointed;
        if (present == null || states != count) {
            closeCheckpoints();
            present = new CheckpointedSteps<>(field, tape, log, space, like, kernel, count);
            checkpointed = present;
            states = count;
        }
        return present;
    }

    private StepMemory<S> withinBudget(long budget, int steps, long fixedBytes) {
        long left = budget - fixedBytes;
        long stepBytes = rowBytes + StepLog.BYTES_PER_STEP;
        storedLimit = left / stepBytes - stepsBeside();
        meshLimit = Long.MAX_VALUE;
        if (left >= 0 && expectedSteps(steps) <= storedLimit) {
            closeCheckpoints();
            tape.keepRows(Math.toIntExact(Math.min(storedLimit, Integer.MAX_VALUE - 2L)) + 1);
            return stored;
        }
        storing = false;
        tape.keepRows(1);
        return withStates(statesWithin(budget, steps, fixedBytes));
    }

    /**
     * A mesh has one node more than steps, and the last stage of a FSAL method may be linearized ahead. A controlled solve is
     * stopped by the step beyond the limit, which has to fit as well.
     */
    private int stepsBeside() {
        return controlled ? 2 : 1;
    }

    private long expectedSteps(int steps) {
        return steps >= 0 ? steps : Math.max(1, expectedSteps);
    }

    /** Those from which steps are taken again; in a controlled solve each state waits for the next step besides. */
    private int statesAtWork() {
        return controlled ? 3 : 2;
    }

    /** How many states fit beside a linearized step, the mesh and the states at work. */
    private int statesWithin(long budget, int steps, long fixedBytes) {
        long stateBytes = Math.max(1, space.bytes(like));
        long least = fixedBytes + rowBytes + (1 + statesAtWork()) * stateBytes;
        long room = (budget - least) / StepLog.BYTES_PER_STEP - stepsBeside();
        long planned = expectedSteps(steps);
        if (budget < least || room < planned) {
            long needed = Math.min(
                    least + (planned + stepsBeside()) * StepLog.BYTES_PER_STEP,
                    fixedBytes + (planned + stepsBeside()) * (rowBytes + StepLog.BYTES_PER_STEP));
            throw new IllegalArgumentException("memory budget (" + budget + " bytes) must be >= " + needed
                    + " bytes: " + (1 + statesAtWork())
                    + " states and the linearizations of a step, besides the buffers of a solve and "
                    + planned + " steps of its mesh");
        }
        // The mesh of controlled steps grows while solving, so twice what is known of it is laid aside.
        meshLimit = controlled ? Math.min(room, 2 * Math.max(planned, FIRST_MESH)) : planned;
        long count = 1 + (budget - least - (meshLimit + stepsBeside()) * StepLog.BYTES_PER_STEP) / stateBytes;
        return (int) Math.min(count, controlled ? meshLimit : Math.max(1, steps));
    }

    /** Whether a solve of controlled steps may go on within the budget. */
    @Override
    public boolean isLeft() {
        boolean left = log.steps() <= (storing ? storedLimit : meshLimit);
        if (!left) {
            expectedSteps = log.steps();
        }
        return left;
    }

    /** Takes note of a solve that was not stopped. */
    void solved(boolean succeeded) {
        if (controlled && succeeded && expectedSteps > 0) {
            expectedSteps = Math.max(1, log.steps());
        }
    }

    /** Evaluations that the last choice took. */
    long probeEvaluations() {
        return probeEvaluations;
    }

    private void closeCheckpoints() {
        if (checkpointed != null) {
            checkpointed.close();
            checkpointed = null;
            states = 0;
        }
    }

    List<String> notes() {
        if (!(plan instanceof MemoryPlan.Budget budget) || log.steps() == 0) {
            return List.of();
        }
        String start = String.format(Locale.ROOT, "memory budget of %d bytes: kept ", budget.bytes());
        int steps = log.steps();
        if (storing) {
            return List.of(start
                    + String.format(
                            Locale.ROOT,
                            "the linearizations of all %d steps, about %d bytes",
                            steps,
                            steps * rowBytes));
        }
        return List.of(start
                + String.format(
                        Locale.ROOT,
                        "%d states, about %d bytes; predicted recomputation factor %s%.2f (steps taken in all over the %d"
                                + " of the solve)",
                        states,
                        rowBytes + (states + statesAtWork()) * space.bytes(like),
                        controlled ? "at most " : "",
                        recomputationFactor(steps),
                        steps));
    }

    /** The optimum where the number of steps is known beforehand, the bound of {@code CheckpointStack} where it is not. */
    private double recomputationFactor(int steps) {
        boolean bounded = controlled && states > 1;
        return 2
                + (bounded
                        ? BinomialSchedule.repetitions(steps, states - 1L)
                        : (double) BinomialSchedule.recomputedSteps(steps, states) / steps);
    }

    @Override
    public void close() {
        closeCheckpoints();
        stored.close();
        tape.close();
    }
}
