package org.kutta.adjoint.certificate;

import org.kutta.adjoint.DifferentiableField;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;

/**
 * A solve whose gradient is to be judged: that of {@code w . y(t1)} with respect to initial state and parameters.
 *
 * @param name name for tables
 * @param solver how it is solved
 * @param space algebra of states and parameters
 * @param components access to their components
 * @param field the field; its live parameters are shifted by differences, and put back
 * @param t0 start
 * @param t1 end
 * @param y0 initial state; not modified
 * @param w weights of the final state, same shape; not modified
 * @param <S> type of the state
 */
public record GradientProblem<S>(
        String name,
        OdeSolver solver,
        StateSpace<S> space,
        Components<S> components,
        DifferentiableField<S> field,
        double t0,
        double t1,
        S y0,
        S w) {

    /**
     * Checks the shapes.
     *
     * @param name name for tables
     * @param solver how it is solved
     * @param space algebra of states and parameters
     * @param components access to their components
     * @param field the field
     * @param t0 start
     * @param t1 end
     * @param y0 initial state
     * @param w weights of the final state
     * @throws IllegalArgumentException if the weights have another shape than the state, or the interval is empty
     */
    public GradientProblem {
        Checks.check(
                space.sameShape(y0, w),
                "shape of w",
                space.describeShape(w),
                "must be that of the state, " + space.describeShape(y0));
        Checks.check(t0 != t1, "t1", t1, "must not be t0");
    }
}
