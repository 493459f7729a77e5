package org.kutta.solver.event;

/** Which way an event's function must cross zero. The way is that along the solve: a backward solve goes through time the other way round. */
public enum EventDirection {
    /** From negative to positive values. */
    RISING,
    /** From positive to negative values. */
    FALLING,
    /** Either way. */
    ANY;

    boolean admits(boolean rising) {
        return this == ANY || (this == RISING) == rising;
    }
}
