package org.kutta.adjoint.tangent;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.ProductSpace;
import org.kutta.solver.ProductState;
import org.kutta.solver.Solution;
import org.kutta.solver.StateSpace;

/**
 * Derivatives of a whole solution along some directions, solved together with it: right for few directions and many
 * outputs, where an adjoint method is right for many parameters and few outputs.
 *
 * <p>A direction is a change of the initial state and of the parameters. The solution's state is {@code (y, v_1 .. v_m)},
 * {@code v_j} being the change of {@code y}. All parts count in the error norm, since a solution that is easy to follow
 * may have a derivative that is not.
 *
 * @param <S> type of the state
 */
public final class ForwardSensitivity<S> implements AutoCloseable {
    private final TangentField<S> field;
    private final StateSpace<S> inner;
    private final ProductSpace<S> space;
    private final ProductState<S> start;

    /**
     * Allocates the directions, all zero.
     *
     * @param space algebra of the states and the parameters
     * @param field a field whose linearizations have tangents
     * @param like a state of the shape; not kept
     * @param directions number of directions, at least 1
     */
    public ForwardSensitivity(StateSpace<S> space, DifferentiableField<S> field, S like, int directions) {
        Checks.atLeast("directions", directions, 1);
        this.field = new TangentField<>(space, field, directions);
        this.inner = space;
        this.space = this.field.space();
        this.start = ProductState.of(space.newStages(like, 1 + directions));
    }

    /**
     * Sets a direction.
     *
     * @param direction index of the direction, from 0
     * @param y0Dot change of the initial state; copied; null stands for none
     * @param parametersDot change of the parameters; copied; null stands for none
     */
    public void setDirection(int direction, @Nullable S y0Dot, @Nullable S parametersDot) {
        Checks.index("direction", direction, field.directions());
        set(start.part(direction + 1), y0Dot);
        set(field.parameters().part(direction + 1), parametersDot);
    }

    private void set(S target, @Nullable S values) {
        if (values == null) {
            inner.setZero(target);
        } else {
            inner.copy(values, target);
        }
    }

    /**
     * Solves the state and its changes.
     *
     * @param solver how to solve, and what to save
     * @param t0 start
     * @param t1 end
     * @param y0 initial state; not modified
     * @return the solution, states being {@code (y, v_1 .. v_m)}
     */
    public Solution<ProductState<S>> solve(OdeSolver solver, double t0, double t1, S y0) {
        inner.copy(y0, start.part(0));
        try (BoundField<ProductState<S>> bound = field.bind(start)) {
            return solver.solve(OdeProblem.of(space, bound, t0, t1, start));
        }
    }

    @Override
    public void close() {
        space.release(start);
        for (int j = 1; j <= field.directions(); j++) {
            inner.release(field.parameters().part(j));
        }
    }
}
