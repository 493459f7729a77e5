package org.kutta.nn.landscape;

/** A {@link FlatLoss} with the buffers of one thread. Non-finite values are returned as they are. */
public interface BoundLoss extends AutoCloseable {

    /**
     * Evaluates the loss.
     *
     * @param point the parameters; not modified
     * @return the loss; not finite where the model's output is not
     */
    double loss(double[] point);

    /**
     * Evaluates the loss and its gradient.
     *
     * @param point the parameters; not modified
     * @param gradient of the same length; overwritten
     * @return the loss
     */
    double lossAndGradient(double[] point, double[] gradient);

    /**
     * Multiplies the Hessian of the loss by a direction. If this is not overridden, it is a central difference of two gradients along the direction,
     * accurate to about two thirds of the digits of {@link #unitRoundoff}.
     *
     * @param point the parameters; not modified
     * @param direction of the same length; not modified
     * @param product of the same length; overwritten
     */
    default void hessianProduct(double[] point, double[] direction, double[] product) {
        GradientDifferences.hessianProduct(this, point, direction, product);
    }

    /** {@return whether {@link #hessianProduct} is exact to rounding, not a difference of gradients} */
    default boolean hasExactProducts() {
        return false;
    }

    /** {@return the relative rounding error of the arithmetic inside: {@code 2^-53} if this is not overridden} */
    default double unitRoundoff() {
        return 0x1p-53;
    }

    /** {@return bytes of memory that this binding takes for itself: they bound how many run at once} */
    default long bytes() {
        return 0;
    }

    @Override
    default void close() {}
}
