package org.kutta.adjoint;

import org.jspecify.annotations.Nullable;
import org.kutta.solver.ProductState;
import org.kutta.solver.Solution;
import org.kutta.solver.StateSpace;
import org.kutta.solver.VectorField;

/**
 * The adjoint and the parameter gradient along a known trajectory, to be solved from the end to the start:
 * {@code a' = -(df/dy)^T a, g' = -(df/dp)^T a}. The second part may be missing.
 */
final class InterpolatedSystem<S> implements VectorField<ProductState<S>>, AutoCloseable {
    private final StateSpace<S> space;
    private final Linearization<S> linearization;
    private final S y;
    private final S slope;
    private final S scaled;
    private @Nullable Solution<S> trajectory;
    private long evaluations;

    InterpolatedSystem(StateSpace<S> space, BoundField<S> field, S like) {
        this.space = space;
        this.linearization = field.newLinearization();
        this.y = space.zerosLike(like);
        this.slope = space.zerosLike(like);
        this.scaled = space.zerosLike(like);
    }

    void follow(Solution<S> solution) {
        trajectory = solution;
    }

    private void linearizeAt(double t) {
        if (trajectory == null) {
            throw new IllegalStateException("no trajectory to follow");
        }
        evaluations++;
        trajectory.at(t, y);
        linearization.at(t, y, slope);
    }

    @Override
    public void evaluate(double t, ProductState<S> z, ProductState<S> dzdt) {
        linearizeAt(t);
        space.setZero(scaled);
        space.axpy(-1.0, z.part(0), scaled);
        space.setZero(dzdt.part(0));
        if (dzdt.parts() > 1) {
            space.setZero(dzdt.part(1));
            linearization.pullback(scaled, dzdt.part(0), dzdt.part(1));
        } else {
            linearization.pullback(scaled, dzdt.part(0), null);
        }
    }

    /** Writes {@code (df/dp)^T a} at a time: the integrand of the parameter gradient. */
    void integrand(double t, S adjoint, S result) {
        linearizeAt(t);
        space.setZero(result);
        linearization.pullback(adjoint, null, result);
    }

    long evaluations() {
        return evaluations;
    }

    long bytes() {
        return linearization.bytes() + 3 * space.bytes(y);
    }

    @Override
    public void close() {
        linearization.close();
        space.release(y);
        space.release(slope);
        space.release(scaled);
    }
}
