package org.kutta.adjoint.field;

/**
 * The transposed derivatives of a {@link FieldFunction}, written by hand.
 *
 * @param <S> type of the state
 */
@FunctionalInterface
public interface FieldPullback<S> {

    /**
     * Adds {@code (df/dy)^T w} and {@code (df/dp)^T w}. It may be called in several threads at once, so it keeps nothing between calls.
     *
     * @param t time, in the problem's unit
     * @param y state at which the derivatives are taken; not modified
     * @param parameters the flat parameter vector; not modified
     * @param cotangent {@code w}, same shape as {@code y}; not modified
     * @param yBar accumulated into, same shape as {@code y}
     * @param parametersBar accumulated into, of the length of the parameters
     * @return the cotangent of the time, {@code (df/dt) . w}; 0 for an autonomous field
     */
    double pullback(double t, S y, S parameters, S cotangent, S yBar, S parametersBar);
}
