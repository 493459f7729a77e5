package org.kutta.adjoint;

import org.kutta.solver.Checks;
import org.kutta.solver.StateSpace;

/**
 * Gradients through the time of an event, where {@code g(t, y(t)) = 0} decides when a solve ends.
 *
 * <p>When the state before the event moves by {@code dy}, the event moves by
 * {@code dt = -(dg/dy . dy) / (dg/dt + dg/dy . f)} by the implicit function theorem. So a loss of the state at the event
 * and of its time has, seen from the state at a fixed time, the cotangent that {@link #pullback} makes; from there a
 * {@link GradientSolve} over the interval up to the event goes on.
 *
 * @see "Chen, Amos, Nickel: Learning neural event functions for ordinary differential equations (2021), section 3"
 */
public final class EventGradient {
    private EventGradient() {}

    /**
     * Turns the cotangents of an event into that of the state at the time of the event, held fixed.
     *
     * <p>After an event that resets the state to {@code r(t, y)}, hand in {@code (dr/dy)^T w} as {@code stateBar} and
     * {@code w . dr/dt - w . f(t, r)}, and what the time itself is worth, as {@code timeBar}, where {@code w} is the
     * cotangent of the state after the reset.
     *
     * @param space algebra of the state
     * @param slope derivative of the state just before the event; not modified
     * @param eventByState {@code dg/dy} at the event; not modified
     * @param eventByTime {@code dg/dt} at the event
     * @param stateBar on entry the cotangent of the state at the event, on return that of the state at the fixed time
     * @param timeBar cotangent of the time of the event
     * @param <S> type of the state
     * @throws IllegalArgumentException if the solution only touches the event, so that its time has no derivative
     */
    public static <S> void pullback(
            StateSpace<S> space, S slope, S eventByState, double eventByTime, S stateBar, double timeBar) {
        double crossing = eventByTime + space.dot(eventByState, slope);
        Checks.check(
                crossing != 0 && Double.isFinite(crossing),
                "rate of the event function",
                crossing,
                "must be finite and not 0: the solution must cross the event, not touch it");
        double perTime = space.dot(stateBar, slope) + timeBar;
        space.axpy(-perTime / crossing, eventByState, stateBar);
    }
}
