package org.kutta.adjoint;

import java.util.Arrays;
import org.kutta.adjoint.checkpoint.BinomialSchedule;
import org.kutta.adjoint.checkpoint.CheckpointStack;
import org.kutta.solver.StateSpace;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;

/**
 * Keeps some states and takes steps again from them, one linearized step at a time.
 *
 * <p>Where the number of steps is known the states are those of the optimal binomial schedule. Where it is not, states
 * are placed as the solve goes on, and the optimal schedule is used between them.
 */
final class CheckpointedSteps<S> implements StepMemory<S> {
    private static final int NONE = -1;

    private final BoundField<S> field;
    private final Tape<S> tape;
    private final StepLog log;
    private final StateSpace<S> space;
    private final S like;
    private final RungeKuttaStep<S> kernel;
    private final StageFields<S> linearized;
    private final CheckpointStack stack;
    /** Buffers, made when first needed; {@link #bufferOf} names that of each slot, the rest are free. */
    private final S[] buffers;

    private final int[] bufferOf;
    private final boolean[] made;
    private int spare;
    private S work;
    private S next;
    private int workPosition = NONE;

    private int knownSteps;
    private int pending;
    private int nextCheckpoint;
    private long plainEvaluations;
    private long recomputed;

    CheckpointedSteps(
            BoundField<S> field,
            Tape<S> tape,
            StepLog log,
            StateSpace<S> space,
            S like,
            RungeKuttaStep<S> kernel,
            int states) {
        this.field = field;
        this.tape = tape;
        this.log = log;
        this.space = space;
        this.like = like;
        this.kernel = kernel;
        this.stack = new CheckpointStack(states);
        this.buffers = Arrays.copyOf(space.newStages(like, 0), states + 1);
        this.bufferOf = new int[states];
        Arrays.setAll(bufferOf, slot -> slot);
        this.made = new boolean[states + 1];
        this.spare = states;
        this.work = space.zerosLike(like);
        this.next = space.zerosLike(like);
        this.linearized = (step, stage, t, y, dydt) -> tape.at(0, stage, t, y, dydt);
    }

    @Override
    public void begin(int steps, S y0) {
        stack.clear();
        knownSteps = steps;
        pending = 0;
        workPosition = NONE;
        keep(stack.push(0), y0);
        nextCheckpoint = nextCheckpoint(steps);
    }

    /** Position of the next state that the optimal schedule keeps when the steps up to {@code end} remain. */
    private int nextCheckpoint(int end) {
        int top = stack.topPosition();
        if (stack.free() == 0 || end - top < 2) {
            return NONE;
        }
        return top + Math.toIntExact(BinomialSchedule.advance(end - top, stack.free() + 1L));
    }

    private S buffer(int index) {
        if (!made[index]) {
            buffers[index] = space.zerosLike(like);
            made[index] = true;
        }
        return buffers[index];
    }

    private void keep(int slot, S y) {
        space.copy(y, buffer(bufferOf[slot]));
    }

    @Override
    public void evaluate(int step, int stage, double t, S y, S dydt) {
        plainEvaluations++;
        field.evaluate(t, y, dydt);
    }

    @Override
    public void accepted(int position, S y) {
        if (knownSteps >= 0) {
            keepScheduled(position, knownSteps, y);
            if (position == knownSteps - 1) {
                space.copy(y, work);
                workPosition = position;
            }
            return;
        }
        // The final state is nobody's checkpoint, so each state waits in the spare buffer for the next step.
        if (pending > 0) {
            int slot = stack.offer(pending);
            if (slot >= 0) {
                int waiting = spare;
                spare = bufferOf[slot];
                bufferOf[slot] = waiting;
            }
        }
        pending = position;
        space.copy(y, buffer(spare));
    }

    private void keepScheduled(int position, int end, S y) {
        if (position == nextCheckpoint) {
            keep(stack.push(position), y);
            nextCheckpoint = nextCheckpoint(end);
        }
    }

    @Override
    public void reverse(Reversal reversal) {
        for (int end = log.steps(); end > 0; end--) {
            int step = end - 1;
            linearize(step, stateBefore(step, end));
            reversal.pullBack(step, 0);
            if (stack.topPosition() == step && step > 0) {
                stack.pop();
            }
        }
        workPosition = NONE;
    }

    /** The state before the last of the steps that remain, taken again from the last one held if need be. */
    private S stateBefore(int step, int end) {
        if (workPosition == step) {
            return work;
        }
        S held = buffer(bufferOf[stack.topSlot()]);
        if (stack.topPosition() == step) {
            return held;
        }
        space.copy(held, work);
        nextCheckpoint = nextCheckpoint(end);
        for (int n = stack.topPosition(); n < step; n++) {
            advance(this, n, work);
            recomputed++;
            S taken = work;
            work = next;
            next = taken;
            keepScheduled(n + 1, end, work);
        }
        workPosition = step;
        return work;
    }

    private void linearize(int step, S y) {
        advance(linearized, step, y);
    }

    private void advance(StageFields<S> fields, int step, S y) {
        DiscreteForward.advance(kernel, log, fields, step, y, next);
    }

    @Override
    public long evaluations() {
        return plainEvaluations + tape.evaluations();
    }

    @Override
    public long recomputedSteps() {
        return recomputed;
    }

    @Override
    public long bytes() {
        long states = 2;
        for (boolean isMade : made) {
            states += isMade ? 1 : 0;
        }
        return states * space.bytes(like) + tape.bytes();
    }

    @Override
    public void close() {
        for (int i = 0; i < made.length; i++) {
            if (made[i]) {
                space.release(buffers[i]);
            }
        }
        space.release(work);
        space.release(next);
    }
}
