package org.kutta.adjoint;

import org.kutta.solver.VectorField;

/**
 * A {@link DifferentiableField} with the buffers of one thread; states have the shape it was bound to.
 *
 * <p>Evaluating or linearizing never changes the field: what one call returns does not depend on the calls before it.
 * Linearizations of one bound field may share its buffers, but what each has remembered stays its own.
 *
 * @param <S> type of the state
 */
public interface BoundField<S> extends VectorField<S>, AutoCloseable {

    /** {@return a new linearization, empty until its first {@code at}; pooled and closed by the caller} */
    Linearization<S> newLinearization();

    /** Releases the buffers; the linearizations made here are closed before. */
    @Override
    void close();
}
