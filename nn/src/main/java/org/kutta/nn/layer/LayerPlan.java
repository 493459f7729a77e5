package org.kutta.nn.layer;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer bound to fixed arrays: one frame, which remembers what the transpose of its last forward pass needs.
 *
 * <p>After construction neither {@link #forward} nor {@link #backward} allocates an array. Buffers belong to the {@link PlanContext}, closed with it;
 * {@link #close} is for what else a plan holds. One thread at a time.
 */
public interface LayerPlan extends AutoCloseable {

    /** {@return the array that {@link #forward} writes, {@code [batch, output shape]}; the same array for the plan's whole life} */
    INDArray output();

    /**
     * Reads the bound input and parameters, writes the output, and remembers what {@link #backward} needs.
     *
     * @param t time, for layers that depend on it
     */
    void forward(double t);

    /**
     * Prepares the backward pass; to be called at most once, before the first {@link #backward}. Scratch that is taken from
     * the context here may be given back here: whatever runs later in the same backward pass is bound later.
     *
     * @param outputBar the cotangent of the output, in the output's shape; {@link #backward} reads it and may overwrite it
     * @param parametersBar receives the cotangent of the parameters (their slice, or an empty array): <em>overwritten</em> by each
     *     {@link #backward}, so that a slice used once needs neither zeroing nor adding
     * @return the array into which {@link #backward} writes the cotangent of the input (overwritten, not accumulated); it may be
     *     {@code outputBar} itself or scratch that stays taken, which the caller gives back by {@link PlanContext#release}
     */
    INDArray bindBackward(INDArray outputBar, INDArray parametersBar);

    /**
     * Pulls the cotangent of the output back through the last forward pass.
     *
     * @return the cotangent of {@code t}, 0 for a layer that does not depend on it (without reading anything from the device)
     */
    double backward();

    /**
     * Whether the contents of {@link #output} must outlive the forward pass because {@link #backward} reads them. Where not, a pointwise layer that
     * follows writes over them.
     *
     * @return false only if the plan reads its output in no later call
     */
    default boolean needsOutput() {
        return true;
    }

    /** Moves the statistics of the last forward pass into the state: once per training forward pass, never for a replay. */
    default void commitStatistics() {}

    /**
     * Draws the plan's random numbers (dropout masks) again. Without a call they stay as they are, so that every evaluation of one solve meets the
     * same function.
     *
     * @param random source of the random numbers
     */
    default void resample(RandomGenerator random) {}

    /**
     * Replays the last forward pass to find where its values stop being finite. Slow: for the message of a failure.
     *
     * @param t time of that pass
     * @return where within this layer, an empty string for the layer as a whole; empty if the output is finite
     */
    default Optional<String> firstNonFinite(double t) {
        forward(t);
        return NativeArrays.isFinite(output()) ? Optional.empty() : Optional.of("");
    }

    /** {@return evaluations of vector fields and sub-networks in the last forward pass, 0 for a layer that has none} */
    default long nfeForward() {
        return 0;
    }

    /** {@return evaluations of vector fields and sub-networks pulled back, or evaluated again, in the last backward pass} */
    default long nfeBackward() {
        return 0;
    }

    /** {@return bytes held outside the context, 0 for most layers} */
    default long bytes() {
        return 0;
    }

    @Override
    default void close() {}
}
