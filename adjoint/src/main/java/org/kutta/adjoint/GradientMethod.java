package org.kutta.adjoint;

import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;

/**
 * How the gradient of a solve is taken: immutable settings, shared between threads.
 *
 * @see GradientSolve
 */
public interface GradientMethod {

    /** {@return a short name for tables, such as {@code discrete} or {@code backsolve}} */
    String name();

    /**
     * Allocates what solves of one shape and their gradients need.
     *
     * @param solver how the solve is done
     * @param space algebra of the states, also of the parameter vector
     * @param field the field; bound here, unbound when the result is closed
     * @param like a state of the shape; not kept
     * @param <S> type of the state
     * @return a solve for one thread, closed by the caller
     * @throws IllegalArgumentException if the method cannot work with this solver
     */
    <S> GradientSolve<S> bind(OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like);
}
