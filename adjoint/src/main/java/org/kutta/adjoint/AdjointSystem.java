package org.kutta.adjoint;

import org.kutta.solver.ProductState;
import org.kutta.solver.StateSpace;
import org.kutta.solver.VectorField;

/**
 * The state, its adjoint and the parameter gradient as one system, to be solved from the end to the start:
 *
 * <pre>
 *   y' = f(t, y),   a' = -(df/dy)^T a,   g' = -(df/dp)^T a
 * </pre>
 *
 * <p>The third part may be missing.
 */
final class AdjointSystem<S> implements VectorField<ProductState<S>>, AutoCloseable {
    private final StateSpace<S> space;
    private final Linearization<S> linearization;
    private final S negative;
    private long evaluations;

    AdjointSystem(StateSpace<S> space, BoundField<S> field, S like) {
        this.space = space;
        this.linearization = field.newLinearization();
        this.negative = space.zerosLike(like);
    }

    @Override
    public void evaluate(double t, ProductState<S> z, ProductState<S> dzdt) {
        evaluations++;
        linearization.at(t, z.part(0), dzdt.part(0));
        space.setZero(negative);
        space.axpy(-1.0, z.part(1), negative);
        S adjointSlope = dzdt.part(1);
        space.setZero(adjointSlope);
        if (dzdt.parts() > 2) {
            S gradientSlope = dzdt.part(2);
            space.setZero(gradientSlope);
            linearization.pullback(negative, adjointSlope, gradientSlope);
        } else {
            linearization.pullback(negative, adjointSlope, null);
        }
    }

    long evaluations() {
        return evaluations;
    }

    long bytes() {
        return linearization.bytes() + space.bytes(negative);
    }

    @Override
    public void close() {
        linearization.close();
        space.release(negative);
    }
}
