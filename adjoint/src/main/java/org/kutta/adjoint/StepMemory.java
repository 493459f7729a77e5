package org.kutta.adjoint;

import org.kutta.solver.step.StageFields;

/**
 * What is kept of the steps of a solve so that they can be pulled back in reverse: the strategy behind
 * {@link DiscreteAdjoint}. As the stage fields of the solve it sees every evaluation.
 */
interface StepMemory<S> extends StageFields<S>, AutoCloseable {

    /** Receives the steps in reverse order, each with the row of the tape that holds its linearizations. */
    @FunctionalInterface
    interface Reversal {
        void pullBack(int step, int row);
    }

    /** Begins a solve of {@code steps} steps, -1 if that is not known. */
    void begin(int steps, S y0);

    /** Sees the state after {@code position} accepted steps. */
    void accepted(int position, S y);

    /** Hands the steps over in reverse order. */
    void reverse(Reversal reversal);

    /** Field evaluations made in solves and reversals since construction. */
    long evaluations();

    /** Steps taken again in reversals since construction, linearized ones left out. */
    long recomputedSteps();

    /** Bytes that the last solve needs at once. */
    long bytes();

    @Override
    void close();
}
