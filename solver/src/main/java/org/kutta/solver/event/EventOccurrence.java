package org.kutta.solver.event;

/**
 * An event that has happened.
 *
 * @param event which one
 * @param time when
 * @param rising whether its function went from negative to positive values, along the solve
 * @param state state at that time, before any reset; handed out live
 * @param stateAfter state after the event's reset, the very same object where it has none
 * @param <S> type of the state
 */
public record EventOccurrence<S>(Event<S> event, double time, boolean rising, S state, S stateAfter) {

    /** {@return the event and its time, for messages} */
    @Override
    public String toString() {
        return event.name() + " at t = " + time;
    }
}
