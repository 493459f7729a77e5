package org.kutta.adjoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.checkpoint.BinomialSchedule;
import org.kutta.solver.Checks;
import org.kutta.solver.StateSpace;
import org.kutta.solver.step.RungeKuttaStep;

/** Picks what a solve keeps, and changes its mind where a budget turns out too small. */
final class MemoryChoice<S> implements DiscreteForward.Room, AutoCloseable {
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

    /** Most steps whose linearizations fit the budget. */
    private long storedLimit = Long.MAX_VALUE;

    private long rowBytes;
    private boolean storing;
    /** Steps of the last controlled solve that did not fit; 0 if none. */
    private boolean overflowed;

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

    /** The memory for a solve of {@code steps} steps, -1 if they are controlled. */
    StepMemory<S> choose(int steps, double t0, S y0, S scratch) {
        storing = true;
        if (plan instanceof MemoryPlan.Checkpointed fixed) {
            storing = false;
            return withStates(fixed.states());
        }
        if (plan instanceof MemoryPlan.Budget budget) {
            return withinBudget(budget.bytes(), steps, t0, y0, scratch);
        }
        return stored;
    }

    private StepMemory<S> withStates(int count) {
        CheckpointedSteps<S> present = checkpointed;
        if (present == null || states != count) {
            if (present != null) {
                present.close();
            }
            present = new CheckpointedSteps<>(field, tape, log, space, like, kernel, count);
            checkpointed = present;
            states = count;
        }
        return present;
    }

    private StepMemory<S> withinBudget(long budget, int steps, double t0, S y0, S scratch) {
        if (rowBytes == 0) {
            tape.at(0, 0, t0, y0, scratch);
            rowBytes = Math.max(1, tape.bytes(1) * kernel.tableau().stackStages());
            // one more row than steps: the last stage of a FSAL method may be linearized ahead
            storedLimit = budget / rowBytes - 1;
        }
        boolean fits = steps >= 0 ? steps <= storedLimit : !overflowed && storedLimit > 0;
        overflowed = false;
        if (fits) {
            return stored;
        }
        storing = false;
        tape.keepRows(1);
        long stateBytes = Math.max(1, space.bytes(like));
        long count = (budget - rowBytes) / stateBytes - 3;
        Checks.check(
                count >= 1,
                "memory budget",
                budget + " bytes",
                "must be >= " + (rowBytes + 4 * stateBytes) + " bytes: the linearizations of a step and four states");
        return withStates((int) Math.min(count, steps >= 0 ? steps : 1 << 20));
    }

    /** Whether a solve that keeps all its linearizations may go on within the budget. */
    @Override
    public boolean isLeft() {
        overflowed = storing && log.steps() > storedLimit;
        return !overflowed;
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (plan instanceof MemoryPlan.Budget budget && log.steps() > 0) {
            int steps = log.steps();
            double factor = 2 + (double) BinomialSchedule.recomputedSteps(steps, Math.max(1, states)) / steps;
            notes.add(
                    storing
                            ? String.format(
                                    Locale.ROOT,
                                    "memory budget of %d bytes: kept the linearizations of all %d steps, about %d bytes",
                                    budget.bytes(),
                                    steps,
                                    steps * rowBytes)
                            : String.format(
                                    Locale.ROOT,
                                    "memory budget of %d bytes: kept %d states, about %d bytes; predicted recomputation"
                                            + " factor %.2f (steps taken in all over the %d of the solve)",
                                    budget.bytes(),
                                    states,
                                    rowBytes + (states + 3) * space.bytes(like),
                                    factor,
                                    steps));
        }
        return notes;
    }

    @Override
    public void close() {
        if (checkpointed != null) {
            checkpointed.close();
        }
        stored.close();
        tape.close();
    }
}
