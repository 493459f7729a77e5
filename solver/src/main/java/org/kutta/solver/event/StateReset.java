package org.kutta.solver.event;

/**
 * What an event does to the state, such as turning a velocity round at an impact.
 *
 * @param <S> type of the state
 */
@FunctionalInterface
public interface StateReset<S> {

    /**
     * Changes the state.
     *
     * @param t time of the event
     * @param y state just before the event; overwritten with that just after it
     */
    void reset(double t, S y);
}
