package org.kutta.adjoint.tangent;

/**
 * A loss of the final state, known by its first and second derivatives.
 *
 * @param <S> type of the state
 */
public interface FinalLoss<S> {

    /**
     * Writes the gradient of the loss.
     *
     * @param y final state; not modified
     * @param yBar overwritten
     */
    void gradient(S y, S yBar);

    /**
     * Writes the Hessian of the loss times a direction.
     *
     * @param y final state; not modified
     * @param yDot direction; not modified
     * @param result overwritten
     */
    void hessianProduct(S y, S yDot, S result);
}
