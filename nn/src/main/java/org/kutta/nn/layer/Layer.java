package org.kutta.nn.layer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The immutable description of a map with parameters: what shapes it takes and gives, which parameters it has, how they start.
 *
 * <p>A layer holds no numbers. Its parameters are a slice of one flat vector, its state that is not trained (running statistics) a slice of a
 * second one; both are laid out as {@link #parameters} and {@link #state} list them, without gaps. Layers may own layers: a
 * {@link Sequential}, a residual stack or an ODE block is a layer too. Implementations are records, or equal by value.
 */
public interface Layer {

    /** {@return a short name for messages and tables, such as {@code conv3x3(16)}} */
    String name();

    /**
     * Shape of the output for an input shape.
     *
     * @param input shape of one input sample
     * @return shape of one output sample
     * @throws IllegalArgumentException if the layer cannot take such an input; the message says what it expects
     */
    Shape outputShape(Shape input);

    /**
     * The parameter groups in the order of their slice.
     *
     * @param input shape of one input sample
     * @return the groups, empty when there are none
     */
    default List<ParameterGroup> parameters(Shape input) {
        return List.of();
    }

    /**
     * Groups of the state that is not trained, in the order of their slice.
     *
     * @param input shape of one input sample
     * @return the groups, empty when there are none
     */
    default List<ParameterGroup> state(Shape input) {
        return List.of();
    }

    /**
     * Initial parameters.
     *
     * @param input shape of one input sample
     * @param random source of the random numbers; the same seed gives the same parameters
     * @return all groups one after the other
     */
    default double[] initialParameters(Shape input, RandomGenerator random) {
        return new double[Math.toIntExact(parameterCount(input))];
    }

    /**
     * Initial state.
     *
     * @param input shape of one input sample
     * @return all groups one after the other
     */
    default double[] initialState(Shape input) {
        return new double[Math.toIntExact(stateCount(input))];
    }

    /**
     * Number of parameters.
     *
     * @param input shape of one input sample
     * @return the length of the parameter slice
     */
    default long parameterCount(Shape input) {
        return parameters(input).stream().mapToLong(ParameterGroup::size).sum();
    }

    /**
     * Number of state components.
     *
     * @param input shape of one input sample
     * @return the length of the state slice
     */
    default long stateCount(Shape input) {
        return state(input).stream().mapToLong(ParameterGroup::size).sum();
    }

    /**
     * The layers that one forward pass through this layer evaluates, each with the shape of its input: what walks over a whole network sees it by these.
     *
     * @param input shape of one input sample
     * @return the parts, in the order of their evaluation; empty for a layer that owns none
     */
    default List<LayerPart> parts(Shape input) {
        return List.of();
    }

    /**
     * Multiply-adds of the matrix products and convolutions of one sample's forward pass, the taps that meet padding counted. Norms, activations, pooling and
     * sums of states count as nothing: they are of another order. A layer whose products are not in its {@link #parts} says how many they are.
     *
     * @param input shape of one input sample
     * @return the sum over the parts
     */
    default long multiplyAdds(Shape input) {
        return parts(input).stream()
                .mapToLong(part -> part.times() * part.layer().multiplyAdds(part.input()))
                .sum();
    }

    /**
     * Binds this layer to its arrays. Nothing is computed yet, everything is allocated.
     *
     * @param context where buffers come from; the plan lives no longer than it
     * @param input {@code [batch, input shape]}, contiguous, row-major; read by every {@code forward}, never written, and unchanged until
     *     the {@code backward} that follows
     * @param parameters the layer's slice, or an empty array; never written
     * @param state the layer's state slice, or an empty array; written by {@link LayerPlan#commitStatistics} only
     * @return the plan, one frame: it remembers one forward pass
     */
    LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state);

    /**
     * {@link #plan} with a place for the output: saves whoever wants the output there a copy. A layer that cannot write there, or whose backward
     * pass reads its output, leaves the array alone.
     *
     * @param context where buffers come from
     * @param input as for {@link #plan}
     * @param parameters as for {@link #plan}
     * @param state as for {@link #plan}
     * @param output {@code [batch, output shape]}, contiguous, row-major; others may write it between two forward passes
     * @return the plan; {@link LayerPlan#output} is {@code output} itself, or an array of the plan's own
     */
    default LayerPlan planInto(
            PlanContext context, INDArray input, INDArray parameters, INDArray state, INDArray output) {
        return plan(context, input, parameters, state);
    }
}
