package org.kutta.solver;

/**
 * The right-hand side of {@code dy/dt = f(t, y)}.
 *
 * <p>A solve calls it from one thread, never outside {@code [t0, t1]} (but for tableaus with nodes beyond the step, see
 * {@link Mesh#stageTime(double, double, double, double)}), and counts every call. A non-finite derivative is
 * not an error of the field: the solver rejects the step and tries a smaller one.
 *
 * @param <S> type of the state
 */
@FunctionalInterface
public interface VectorField<S> {

    /**
     * Writes the derivative at {@code (t, y)}.
     *
     * @param t time, in the problem's unit
     * @param y state; not modified, and not to be kept: its contents change after the call
     * @param dydt receives the derivative, same shape as {@code y}; overwritten whole, never {@code y} itself
     */
    void evaluate(double t, S y, S dydt);
}
