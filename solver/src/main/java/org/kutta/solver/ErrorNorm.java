package org.kutta.solver;

/**
 * A user's own measure of the error of a step, in place of {@link StateSpace#errorRatio(Object, Object, Object, Tolerances)}.
 *
 * @param <S> type of the state
 */
@FunctionalInterface
public interface ErrorNorm<S> {

    /**
     * Measures an error in units of the tolerances.
     *
     * @param error estimate of the error; not modified
     * @param y0 state at the start of the step; not modified
     * @param y1 state at its end; not modified
     * @param tolerances the solve's tolerances
     * @return the ratio: the step is accepted at 1 and below, and rejected when it is NaN
     */
    double ratio(S error, S y0, S y1, Tolerances tolerances);
}
