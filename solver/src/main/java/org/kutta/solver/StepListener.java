package org.kutta.solver;

/**
 * Looks at a solve step by step.
 *
 * @param <S> type of the state
 */
@FunctionalInterface
public interface StepListener<S> {

    /**
     * Called after each accepted step, from the solving thread. It may read everything of the solve, interpolate inside the step,
     * {@linkplain OdeIntegration#resetState reset the state} or {@linkplain OdeIntegration#terminate end the solve}.
     *
     * @param solve the solve, just past the step
     */
    void stepAccepted(OdeIntegration<S> solve);
}
