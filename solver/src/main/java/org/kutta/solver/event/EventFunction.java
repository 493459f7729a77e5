package org.kutta.solver.event;

/**
 * A scalar function of time and state whose zeros are events. Continuous along the solution; where it jumps across zero, the jump is the event.
 *
 * @param <S> type of the state
 */
@FunctionalInterface
public interface EventFunction<S> {

    /**
     * Evaluates the function.
     *
     * @param t time, in an order of its own: several calls go back and forth within a step
     * @param y state at that time, live; not to be modified
     * @return the value; infinite counts by its sign, NaN ends the solve with an exception
     */
    double value(double t, S y);
}
