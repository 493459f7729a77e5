package org.kutta.nn.compare;

/**
 * The step size at which a trained model begins to depend on its steps, found by bisection.
 *
 * <p>Steps of the training tableau are compared with the flow of the learned field, solved to a tight tolerance: up to {@link #step} the metric is the
 * same. A model whose training steps are longer was not an ODE when it was trained. Bisection finds one change from same to different; where there are
 * several it need not be the first.
 *
 * @param step longest step found at which the metric is that of the flow, in the unit of time; NaN if none was found
 * @param firstFailure shortest longer step found at which it is not; NaN if even one step over the whole interval agrees
 * @param flowMetric the metric under the flow; NaN if that could not be solved
 * @param evaluations solvers tried, the flow not counted
 */
public record CriticalStep(double step, double firstFailure, double flowMetric, int evaluations) {

    /** {@return whether a step was found} */
    public boolean isFound() {
        return !Double.isNaN(step);
    }
}
