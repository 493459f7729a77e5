package org.kutta.nn.train;

import java.util.List;
import java.util.Optional;
import org.kutta.adjoint.ParameterLayout;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link Trainer} needs of a model: flat parameters, flat gradient, the loss of a batch.
 *
 * <p>One thread at a time uses it. {@link #close} frees what it holds outside the Java heap.
 *
 * @param <B> type of a batch
 */
public interface Trainable<B> extends AutoCloseable {

    /** {@return the parameters, one contiguous vector; live: the trainer writes it in place} */
    INDArray parameters();

    /** {@return the gradient of the last loss, same length and type as the parameters; the trainer overwrites it} */
    INDArray gradient();

    /** {@return names, offsets and shapes of the parameters} */
    ParameterLayout layout();

    /**
     * Whether {@linkplain Trainer#regularization regularisation} acts on a group unless it is to act on all.
     *
     * @param group one of the layout's
     * @return by default, whether the group has two axes or more; a network knows which of its groups are weights
     */
    default boolean decays(ParameterLayout.Group group) {
        return group.shape().length() >= 2;
    }

    /**
     * The arrays besides the parameters that training changes, such as running statistics: a checkpoint keeps them.
     *
     * @return the arrays, live, in an order that does not change
     */
    default List<INDArray> state() {
        return List.of();
    }

    /**
     * Tells the number of the step that comes next. What a model draws at random for a step is to depend on its own seed and this number alone, so that a
     * run taken up again draws the same.
     *
     * @param step number of the step, from 0
     */
    default void beginStep(long step) {}

    /**
     * Computes the loss of a batch, averaged over its samples, and its gradient.
     *
     * <p>A non-finite result is returned as it is; the trainer stops at it.
     *
     * @param batch samples; not modified
     * @return the loss; {@link #gradient} holds its gradient afterwards
     */
    double lossAndGradient(B batch);

    /**
     * Number of samples of a batch, the unit of rates and of averages over an epoch.
     *
     * @param batch samples
     * @return their number
     */
    long samples(B batch);

    /**
     * Checks the shapes and values of a batch, before any work is spent on it.
     *
     * @param batch samples
     * @throws IllegalArgumentException if the batch does not fit the model
     */
    default void check(B batch) {}

    /**
     * Says where the values of the last {@link #lossAndGradient} stopped being finite. Called once, on failure; it may be slow.
     *
     * @param batch the batch whose loss is not finite
     * @return the first layer whose output is not finite, the loss where all are finite, or empty if unknown
     */
    default Optional<String> firstNonFinite(B batch) {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
