package org.kutta.adjoint;

import org.jspecify.annotations.Nullable;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;

/**
 * The adjoint equation solved backwards along the dense output of the forward solve, which is kept.
 *
 * <p>The state is read, not solved back, so it cannot drift; the price is memory for the stages of all steps. The gradient
 * approximates that of the exact flow, to the tolerance of the backward solve and the order of the dense output, which is
 * lower than that of the method. With {@link #quadrature} the parameter gradient is no part of the system that is
 * solved: it is integrated over each step by a Gauss-Kronrod rule of 7 points, which also estimates its error. That
 * pays where there are many parameters.
 */
public final class InterpolatingAdjoint implements GradientMethod {
    private final @Nullable OdeSolver backward;
    private final boolean seminorm;
    private final boolean quadrature;
    private final boolean timeGradients;

    private InterpolatingAdjoint(
            @Nullable OdeSolver backward, boolean seminorm, boolean quadrature, boolean timeGradients) {
        this.backward = backward;
        this.seminorm = seminorm;
        this.quadrature = quadrature;
        this.timeGradients = timeGradients;
    }

    /** {@return the method with its defaults: solved back as it was solved forth, the error measured in the adjoint only} */
    public static InterpolatingAdjoint create() {
        return new InterpolatingAdjoint(null, true, false, false);
    }

    /**
     * {@return this method with its own solver for the way back}
     *
     * <p>One that takes more than 1000 and 50 times the steps of the way forth is given up.
     *
     * @param solver any solver; a fixed number of steps is that of the whole interval
     */
    public InterpolatingAdjoint backward(OdeSolver solver) {
        DiscreteForward.checkSave(solver);
        return new InterpolatingAdjoint(solver, seminorm, quadrature, timeGradients);
    }

    /**
     * {@return this method with the parameter gradient counting in the error norm too}
     *
     * @throws IllegalStateException if it is integrated by quadrature and so not in the system
     */
    public InterpolatingAdjoint fullNorm() {
        if (quadrature) {
            throw new IllegalStateException("fullNorm() and quadrature() exclude each other");
        }
        return new InterpolatingAdjoint(backward, false, false, timeGradients);
    }

    /**
     * {@return this method with the parameter gradient integrated by quadrature}
     *
     * @throws IllegalStateException if it is to count in the error norm
     */
    public InterpolatingAdjoint quadrature() {
        if (!seminorm) {
            throw new IllegalStateException("fullNorm() and quadrature() exclude each other");
        }
        return new InterpolatingAdjoint(backward, true, true, timeGradients);
    }

    /** {@return this method with gradients of the times as well} */
    public InterpolatingAdjoint withTimeGradients() {
        return new InterpolatingAdjoint(backward, seminorm, quadrature, true);
    }

    @Override
    public String name() {
        String kind = quadrature ? "interpolating, quadrature" : "interpolating";
        return seminorm ? kind : kind + ", full norm";
    }

    @Nullable
    OdeSolver backward() {
        return backward;
    }

    boolean seminorm() {
        return seminorm;
    }

    boolean usesQuadrature() {
        return quadrature;
    }

    boolean timeGradients() {
        return timeGradients;
    }

    @Override
    public <S> GradientSolve<S> bind(OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        return new CheckedGradientSolve<>(
                new InterpolatingSolve<>(this, solver, space, field, like), space, like, field.parameters());
    }
}
