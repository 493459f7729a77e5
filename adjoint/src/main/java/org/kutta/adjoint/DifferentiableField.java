package org.kutta.adjoint;

/**
 * A vector field {@code dy/dt = f(t, y, p)} whose derivatives are known.
 *
 * <p>It is a shared, immutable description: thread-safe, and the parameters are not written while a solve runs.
 * {@link #bind} gives the buffers that one solve on one thread needs; an ensemble binds many times.
 *
 * @param <S> type of the state
 */
public interface DifferentiableField<S> {

    /** {@return the groups of the parameter vector} */
    ParameterLayout layout();

    /**
     * {@return the parameters {@code p}, one flat vector of the layout's size} It is live: an optimiser writes it
     * between solves.
     */
    S parameters();

    /**
     * Allocates what evaluations on one thread need.
     *
     * @param like a state of the shape that will be evaluated; not kept, its values do not matter
     * @return the bound field, closed by the caller
     * @throws IllegalArgumentException if the field cannot take states of this shape
     */
    BoundField<S> bind(S like);
}
