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

    /**
     * The times at which the field or its derivatives jump, such as those at which a measured input is switched. The solves of a gradient method end a step
     * at each of them and take the value of its own side there; the reversible methods, and the interpolating one on a fixed mesh, only step over them.
     *
     * @param t0 one end of an interval
     * @param t1 its other end, may come first
     * @return the times within it, ends included, in increasing order; by default none
     */
    default double[] discontinuities(double t0, double t1) {
        return new double[0];
    }

    /** {@return a new linearization, empty until its first {@code at}; pooled and closed by the caller} */
    Linearization<S> newLinearization();

    /** Releases the buffers; the linearizations made here are closed before. */
    @Override
    void close();
}
