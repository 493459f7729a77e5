package org.kutta.adjoint;

import java.util.Optional;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;

/**
 * The adjoint equation solved backwards together with the state: memory independent of the number of steps.
 *
 * <p>Nothing of the way is kept but its ends and the saved states. The state is solved back from {@code t1}, and a field
 * that contracts forwards expands backwards: the reconstructed state drifts from the true one, and the gradient with it.
 * So each gradient compares what it reconstructs with what it has, at the start and at each saved state (where it also
 * goes back to the saved one), and reports the largest relative distance. Above a limit it takes the gradient by
 * checkpoints instead and says so, or fails, as the user wishes.
 *
 * <p>The gradient approximates that of the exact flow, to the tolerance of the backward solve, not that of the numbers the
 * solver computed; the two differ by the error of the solve.
 *
 * @param backwardSolver solver for the way back; empty to solve back as it was solved forth
 * @param seminorm whether the parameter gradient is left out of the error norm
 * @param timeGradients whether gradients of the times are taken as well
 * @param limit largest relative reconstruction error to accept
 * @param onDrift what happens above it
 * @see "Chen, Rubanova, Bettencourt, Duvenaud: Neural Ordinary Differential Equations (2018), appendix C"
 * @see "Kidger, Chen, Lyons: 'Hey, that's not an ODE': faster ODE adjoints via seminorms (2021)"
 */
public record BacksolveAdjoint(
        Optional<OdeSolver> backwardSolver, boolean seminorm, boolean timeGradients, double limit, OnDrift onDrift)
        implements GradientMethod {

    /** What happens when the reconstruction drifts. */
    public enum OnDrift {
        /** The gradient is returned and called inaccurate. */
        REPORT,
        /** The gradient is taken by checkpoints instead. */
        FALL_BACK,
        /** A {@link GradientFailedException} is thrown. */
        FAIL
    }

    private static final double DEFAULT_LIMIT = 0.01;

    /**
     * Checks the settings.
     *
     * @param backwardSolver solver for the way back; saves nothing but its final state
     * @param seminorm whether the parameter gradient is left out of the error norm
     * @param timeGradients whether gradients of the times are taken as well
     * @param limit greater than 0
     * @param onDrift what happens above it
     */
    public BacksolveAdjoint {
        backwardSolver.ifPresent(DiscreteForward::checkSave);
        Checks.check(limit > 0, "relativeError", limit, "must be > 0");
    }

    /**
     * {@return the method with its defaults: solved back as it was solved forth, the error measured in state and adjoint
     * only, falling back to checkpoints when the reconstruction error is above 0.01}
     */
    public static BacksolveAdjoint create() {
        return new BacksolveAdjoint(Optional.empty(), true, false, DEFAULT_LIMIT, OnDrift.FALL_BACK);
    }

    /**
     * {@return this method with its own solver for the way back}
     *
     * <p>One that takes more than 1000 and 50 times the steps of the way forth is given up.
     *
     * @param solver any solver; a fixed number of steps is that of the whole interval
     */
    public BacksolveAdjoint backward(OdeSolver solver) {
        return new BacksolveAdjoint(Optional.of(solver), seminorm, timeGradients, limit, onDrift);
    }

    /**
     * {@return this method with the parameter gradient counting in the error norm too}
     *
     * <p>The default leaves it out: it is an integral on which nothing depends, so its error need not limit the steps.
     */
    public BacksolveAdjoint fullNorm() {
        return new BacksolveAdjoint(backwardSolver, false, timeGradients, limit, onDrift);
    }

    /** {@return this method with gradients of the times as well} */
    public BacksolveAdjoint withTimeGradients() {
        return new BacksolveAdjoint(backwardSolver, seminorm, true, limit, onDrift);
    }

    /**
     * {@return this method falling back to checkpoints when the reconstruction drifts}
     *
     * <p>They are kept for the next time that it drifts, until the solve is closed.
     *
     * @param relativeError largest reconstruction error to accept, greater than 0
     */
    public BacksolveAdjoint fallBackAbove(double relativeError) {
        return withLimit(relativeError, OnDrift.FALL_BACK);
    }

    /**
     * {@return this method failing with a {@link GradientFailedException} when the reconstruction drifts}
     *
     * @param relativeError largest reconstruction error to accept, greater than 0
     */
    public BacksolveAdjoint failAbove(double relativeError) {
        return withLimit(relativeError, OnDrift.FAIL);
    }

    /**
     * {@return this method returning its gradient in any case, with the status
     * {@link GradientStats.Status#INACCURATE} when the reconstruction drifts}
     *
     * @param relativeError reconstruction error above which the gradient is called inaccurate, greater than 0
     */
    public BacksolveAdjoint reportAbove(double relativeError) {
        return withLimit(relativeError, OnDrift.REPORT);
    }

    private BacksolveAdjoint withLimit(double relativeError, OnDrift action) {
        return new BacksolveAdjoint(backwardSolver, seminorm, timeGradients, relativeError, action);
    }

    @Override
    public String name() {
        return seminorm ? "backsolve" : "backsolve, full norm";
    }

    @Override
    public <S> GradientSolve<S> bind(OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        return new CheckedGradientSolve<>(
                new BacksolveSolve<>(this, solver, space, field, like), space, like, field.parameters());
    }
}
