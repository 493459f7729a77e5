package org.kutta.adjoint;

import org.jspecify.annotations.Nullable;

/**
 * The derivative of a field at one point {@code (t, y)}, kept in the form its transpose needs.
 *
 * <p>One object is used again and again: {@link #at} overwrites what it held. Nothing is allocated after its first use.
 *
 * @param <S> type of the state
 */
public interface Linearization<S> extends AutoCloseable {

    /**
     * Evaluates the field and remembers what {@link #pullback} at this point needs.
     *
     * <p>{@code dydt} gets the same bits as from {@link BoundField#evaluate}.
     *
     * @param t time, in the problem's unit
     * @param y state; not modified and not kept: copy what is needed later
     * @param dydt receives the derivative, same shape as {@code y}; overwritten whole, never {@code y} itself
     */
    void at(double t, S y, S dydt);

    /**
     * Multiplies a cotangent by the transposed derivatives at the point of the last {@link #at}.
     *
     * <p>With {@code w} the cotangent, adds {@code (df/dy)^T w} to {@code yBar} and {@code (df/dp)^T w} to
     * {@code parametersBar}. It may be called several times after one {@link #at}. Non-finite values are passed on.
     *
     * @param cotangent cotangent of {@code dydt}, same shape; not modified
     * @param yBar accumulated into, same shape as the state, never {@code cotangent} itself; null skips it
     * @param parametersBar accumulated into, of the layout's size; null skips it
     * @return the cotangent of the time, {@code (df/dt) . w}; 0 for an autonomous field, NaN where it is not known: a
     *     gradient of times is NaN then
     */
    double pullback(S cotangent, @Nullable S yBar, @Nullable S parametersBar);

    /** {@return the bytes held now for the remembered point, buffers shared with other linearizations left out} */
    long bytes();

    /** Releases what is held outside the Java heap; not used afterwards. */
    @Override
    void close();
}
