package org.kutta.adjoint.tangent;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.TangentLinearization;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;

/**
 * Products of the Hessian of a loss, as a function of initial state and parameters, with a direction.
 *
 * <p>Exact where the field's linearizations have tangents: the solve is differentiated forwards along the direction, and
 * that is pulled back. Otherwise a central difference of two gradients on the same mesh, accurate to about two thirds of
 * the digits; {@link #isExact} tells which.
 *
 * @param <S> type of the state
 */
public interface HessianProduct<S> extends AutoCloseable {

    /**
     * Multiplies the Hessian by a direction.
     *
     * @param loss the loss of the final state
     * @param t0 start
     * @param t1 end
     * @param y0 initial state; not modified
     * @param y0Dot direction of the initial state; not modified; null stands for zero
     * @param parametersDot direction of the parameters; not modified; null stands for zero
     * @param y0Product accumulated into: the rows of the initial state; null skips it
     * @param parametersProduct accumulated into: the rows of the parameters; null skips it
     */
    void multiply(
            FinalLoss<S> loss,
            double t0,
            double t1,
            S y0,
            @Nullable S y0Dot,
            @Nullable S parametersDot,
            @Nullable S y0Product,
            @Nullable S parametersProduct);

    /** {@return whether products are exact, not central differences of gradients} */
    boolean isExact();

    @Override
    void close();

    /**
     * {@return products for solves of one shape: exact ones where the field has tangents}
     *
     * <p>Those that are not exact shift the live parameters, see {@link #differences}.
     *
     * @param method what is kept of a solve for the way back
     * @param solver how to solve; steps are controlled by the error of the state alone and held fixed in the derivatives
     * @param space algebra of the states and the parameters
     * @param field the field
     * @param like a state of the shape; not kept
     * @param <S> type of the state
     */
    static <S> HessianProduct<S> bind(
            DiscreteAdjoint method, OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        return hasTangents(field, like)
                ? new ExactHessianProduct<>(method, solver, space, field, like)
                : differences(method, solver, space, field, like);
    }

    /**
     * {@return products by central differences of gradients, whether or not the field has tangents}
     *
     * <p>The live parameters are shifted during a product and put back after it: no other solve of the field may run
     * meanwhile, in whichever thread.
     *
     * @param method what is kept of a solve for the way back
     * @param solver how to solve; the mesh is that of the solve at the middle
     * @param space algebra of the states and the parameters
     * @param field the field
     * @param like a state of the shape; not kept
     * @param <S> type of the state
     */
    static <S> HessianProduct<S> differences(
            DiscreteAdjoint method, OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        return new DifferenceHessianProduct<>(method, solver, space, field, like);
    }

    private static <S> boolean hasTangents(DifferentiableField<S> field, S like) {
        try (var bound = field.bind(like);
                Linearization<S> linearization = bound.newLinearization()) {
            return linearization instanceof TangentLinearization<S>;
        }
    }
}
