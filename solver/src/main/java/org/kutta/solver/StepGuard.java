package org.kutta.solver;

/**
 * Looks at a step that is good enough before it is committed, and may cut it short. It never sees a rejected step.
 *
 * @param <S> type of the state
 */
@FunctionalInterface
public interface StepGuard<S> {

    /**
     * Decides where a step ends.
     *
     * <p>Several guards are asked in turn, each with the step as the ones before have left it; the solve then ends the step at the
     * earliest time, with the state that dense output gives there.
     *
     * @param step the step, valid during the call
     * @return the time at which the step is to end, after its start; {@code step.t1()} leaves it whole
     */
    double inspect(TrialStep<S> step);
}
