package org.kutta.adjoint.field;

/**
 * A right-hand side with parameters, {@code dydt = f(t, y, p)}.
 *
 * @param <S> type of the state
 */
@FunctionalInterface
public interface FieldFunction<S> {

    /**
     * Evaluates the right-hand side. It may be called in several threads at once, so it keeps nothing between calls.
     *
     * @param t time, in the problem's unit
     * @param y state; not modified
     * @param parameters the flat parameter vector; not modified
     * @param dydt receives the derivative, same shape as {@code y}; overwritten whole
     */
    void evaluate(double t, S y, S parameters, S dydt);
}
