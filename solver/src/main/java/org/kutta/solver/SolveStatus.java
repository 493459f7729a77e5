package org.kutta.solver;

/** How a solve ended, or that it has not. */
public enum SolveStatus {
    /** The solve goes on. */
    RUNNING,
    /** The end of the interval was reached. */
    SUCCESS,
    /** A terminal event ended the solve early, as asked. */
    TERMINATED_BY_EVENT,
    /** The caller cancelled the solve; the state is that of the last accepted step. */
    CANCELLED,
    /** The limit on steps was reached before the end of the interval. */
    MAX_STEPS,
    /** The step size fell below its minimum, or {@code t + dt == t}. */
    STEP_TOO_SMALL,
    /** The state or its derivative is NaN or infinite where no smaller step can help. */
    NON_FINITE,
    /** Too many steps in a row were rejected. */
    TOO_MANY_REJECTIONS;

    /** {@return whether the solve ended before its goal for want of anything better} */
    public boolean isFailure() {
        return this == MAX_STEPS || this == STEP_TOO_SMALL || this == NON_FINITE || this == TOO_MANY_REJECTIONS;
    }

    /** {@return whether the solve ended where it was meant to: at the end of the interval or at a terminal event} */
    public boolean isSuccess() {
        return this == SUCCESS || this == TERMINATED_BY_EVENT;
    }
}
