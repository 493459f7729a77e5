package org.kutta.solver;

/**
 * A step that has passed the error test and is not yet committed.
 *
 * @param <S> type of the state
 */
public interface TrialStep<S> {

    /** {@return the start of the step} */
    double t0();

    /** {@return the end of the step, before {@link #t0} in a backward solve} */
    double t1();

    /** {@return the state at the start, live; not to be modified} */
    S y0();

    /** {@return the state at the end, live; not to be modified} */
    S y1();

    /**
     * Writes the state at a time within the step, by dense output.
     *
     * @param time time within the step
     * @param result overwritten
     */
    void interpolate(double time, S result);
}
