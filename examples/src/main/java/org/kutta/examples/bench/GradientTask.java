package org.kutta.examples.bench;

import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.GradientMethod;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.GradientStats;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;

/**
 * One neural ODE solved again and again, with the gradient of the mean square of its final state or without.
 *
 * @param <S> type of the state
 */
final class GradientTask<S> implements AutoCloseable {
    private final StateSpace<S> space;
    private final GradientSolve<S> solve;
    private final double t1;
    private final S y0;
    private final S finalBar;
    private final S y0Bar;
    private final S parametersBar;

    /** Takes ownership of nothing but what it makes itself; {@code y0} stays the caller's. */
    GradientTask(
            GradientMethod method,
            OdeSolver solver,
            StateSpace<S> space,
            DifferentiableField<S> field,
            double t1,
            S y0) {
        this.space = space;
        this.solve = method.bind(solver, space, field, y0);
        this.t1 = t1;
        this.y0 = y0;
        this.finalBar = space.zerosLike(y0);
        this.y0Bar = space.zerosLike(y0);
        this.parametersBar = space.zerosLike(field.parameters());
    }

    void forward() {
        solve.forward(0, t1, y0);
    }

    void gradient() {
        S y1 = solve.forward(0, t1, y0).finalState();
        space.copy(y1, finalBar);
        space.scale(2.0 / space.size(y1), finalBar);
        space.setZero(y0Bar);
        space.setZero(parametersBar);
        solve.backward(finalBar, y0Bar, parametersBar);
    }

    S parametersBar() {
        return parametersBar;
    }

    GradientStats stats() {
        return solve.stats();
    }

    @Override
    public void close() {
        solve.close();
        space.release(finalBar);
        space.release(y0Bar);
        space.release(parametersBar);
    }
}
