package org.kutta.adjoint;

import java.util.Optional;
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
 *
 * @param backwardSolver solver for the way back; empty to solve back as it was solved forth
 * @param seminorm whether the parameter gradient is left out of the error norm
 * @param usesQuadrature whether the parameter gradient is integrated by quadrature
 * @param timeGradients whether gradients of the times are taken as well
 */
public record InterpolatingAdjoint(
        Optional<OdeSolver> backwardSolver, boolean seminorm, boolean usesQuadrature, boolean timeGradients)
        implements GradientMethod {

    /**
     * Checks that the settings go together.
     *
     * @param backwardSolver solver for the way back; saves nothing but its final state
     * @param seminorm whether the parameter gradient is left out of the error norm
     * @param usesQuadrature whether the parameter gradient is integrated by quadrature, and so not in the system
     * @param timeGradients whether gradients of the times are taken as well
     */
    public InterpolatingAdjoint {
        backwardSolver.ifPresent(DiscreteForward::checkSave);
        if (usesQuadrature && !seminorm) {
            throw new IllegalStateException("fullNorm() and quadrature() exclude each other");
        }
    }

    /** {@return the method with its defaults: solved back as it was solved forth, the error measured in the adjoint only} */
    public static InterpolatingAdjoint create() {
        return new InterpolatingAdjoint(Optional.empty(), true, false, false);
    }

    /**
     * {@return this method with its own solver for the way back}
     *
     * <p>One that takes more than 1000 and 50 times the steps of the way forth is given up.
     *
     * @param solver any solver; a fixed number of steps is that of the whole interval
     */
    public InterpolatingAdjoint backward(OdeSolver solver) {
        return new InterpolatingAdjoint(Optional.of(solver), seminorm, usesQuadrature, timeGradients);
    }

    /**
     * {@return this method with the parameter gradient counting in the error norm too}
     *
     * @throws IllegalStateException if it is integrated by quadrature and so not in the system
     */
    public InterpolatingAdjoint fullNorm() {
        return new InterpolatingAdjoint(backwardSolver, false, usesQuadrature, timeGradients);
    }

    /**
     * {@return this method with the parameter gradient integrated by quadrature}
     *
     * @throws IllegalStateException if it is to count in the error norm
     */
    public InterpolatingAdjoint quadrature() {
        return new InterpolatingAdjoint(backwardSolver, seminorm, true, timeGradients);
    }

    /** {@return this method with gradients of the times as well} */
    public InterpolatingAdjoint withTimeGradients() {
        return new InterpolatingAdjoint(backwardSolver, seminorm, usesQuadrature, true);
    }

    @Override
    public String name() {
        String kind = usesQuadrature ? "interpolating, quadrature" : "interpolating";
        return seminorm ? kind : kind + ", full norm";
    }

    @Override
    public <S> GradientSolve<S> bind(OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        return new CheckedGradientSolve<>(
                new InterpolatingSolve<>(this, solver, space, field, like), space, like, field.parameters());
    }
}
