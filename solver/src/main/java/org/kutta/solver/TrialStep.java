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

    /**
     * {@return the polynomial of dense output: new states {@code p_k}, from {@code p_1} on, owned by the caller, with
     * {@code y(t) = y0 + dt * sum(theta^k * p_k)} and {@code theta = (t - t0) / dt}, where {@code dt} is the size of the whole step, {@code t1 - t0}
     * unless an earlier guard has cut it}
     */
    S[] polynomial();
}
