package org.kutta.adjoint;

import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;

/**
 * The exact gradient of the solve itself, on the mesh of its accepted steps: the default.
 *
 * <p>Step sizes are held fixed, that of the first step included; what remains is a composition of Runge-Kutta steps, and
 * each is transposed ({@link AdjointStep}). The gradient is that of the numbers the solver computes, whatever the tolerance,
 * so it agrees with central differences on the same mesh to rounding.
 *
 * <p>What is kept for the way back is a choice:
 *
 * <table>
 * <caption>Memory and work for N steps</caption>
 * <tr><th>choice</th><th>held</th><th>steps taken again</th></tr>
 * <tr><td>{@link #storeAll}</td><td>linearizations of N steps</td><td>none</td></tr>
 * <tr><td>{@link #checkpointed}</td><td>c states and the linearizations of one step</td><td>N linearized, and
 * {@link org.kutta.adjoint.checkpoint.BinomialSchedule#recomputedSteps} plain</td></tr>
 * <tr><td>{@link #memoryBudget}</td><td>at most the budget</td><td>as few as it allows</td></tr>
 * </table>
 *
 * @param plan what is kept
 * @param timeGradients whether gradients of the times are taken as well
 */
public record DiscreteAdjoint(MemoryPlan plan, boolean timeGradients) implements GradientMethod {

    /** {@return the method that keeps the linearizations of all steps: fastest} */
    public static DiscreteAdjoint storeAll() {
        return new DiscreteAdjoint(new MemoryPlan.StoreAll(), false);
    }

    /**
     * {@return the method that keeps some states and takes steps again from them}
     *
     * <p>With fixed steps the states are those of the optimal binomial schedule. With controlled steps they are placed
     * while solving.
     *
     * @param states number of states to hold, the initial one among them, at least 1
     * @throws IllegalArgumentException if {@code states} is less than 1
     */
    public static DiscreteAdjoint checkpointed(int states) {
        return new DiscreteAdjoint(new MemoryPlan.Checkpointed(states), false);
    }

    /**
     * {@return the method that keeps as much as a budget allows: all linearizations where they fit, else states}
     *
     * <p>What it picked stands in {@link GradientStats#notes}.
     *
     * <p>Controlled steps that outgrow it are begun again with states held instead, and later solves begin so.
     *
     * @param bytes most bytes to hold in all, {@link GradientStats#peakBytes}, at least 1; a solve refuses a budget that
     *     is too small for its buffers, its mesh and one step, and names the least
     */
    public static DiscreteAdjoint memoryBudget(long bytes) {
        return new DiscreteAdjoint(new MemoryPlan.Budget(bytes), false);
    }

    /**
     * {@return this method with gradients of the times as well}
     *
     * <p>They take the stage derivatives, one state a stage, and an inner product of each with its cotangent.
     */
    public DiscreteAdjoint withTimeGradients() {
        return new DiscreteAdjoint(plan, true);
    }

    @Override
    public String name() {
        return plan.name();
    }

    @Override
    public <S> GradientSolve<S> bind(OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        return new CheckedGradientSolve<>(
                new DiscreteSolve<>(this, solver, space, field, like), space, like, field.parameters());
    }
}
