package org.kutta.nn.layer;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer that preserves its shape, as a vector field {@code dy/dt = layer(t, y)} on batches.
 *
 * <p>Thread-safe; every {@link #bind} has its own buffers.
 */
public final class LayerField implements DifferentiableField<INDArray> {

    private final Layer layer;
    private final Shape shape;
    private final INDArray parameters;
    private final INDArray state;
    private final Mode mode;
    private final ParameterLayout layout;

    /**
     * A field on the given vectors.
     *
     * @param layer the layer
     * @param shape shape of one sample, input and output
     * @param parameters the layer's parameters, or an empty array; live, not copied
     * @param state the layer's state, or an empty array; live, written by {@link LayerBinding#commitStatistics} only
     * @param mode whether batch statistics and dropout are live
     * @throws IllegalArgumentException if the layer does not preserve the shape, or the vectors do not fit it
     */
    public LayerField(Layer layer, Shape shape, INDArray parameters, INDArray state, Mode mode) {
        Shape output = layer.outputShape(shape);
        Checks.check(
                output.equals(shape),
                "a vector field must preserve the shape of the state, but %s maps %s to %s",
                layer.name(),
                shape,
                output);
        checkLength("parameters", parameters, layer.parameterCount(shape));
        checkLength("state", state, layer.stateCount(shape));
        this.layer = layer;
        this.shape = shape;
        this.parameters = parameters;
        this.state = state;
        this.mode = mode;
        this.layout = ParameterGroup.layoutOf(layer.parameters(shape));
    }

    private static void checkLength(String what, INDArray vector, long expected) {
        Checks.check(
                vector.length() == expected, "%s have length %s, the layer has %s", what, vector.length(), expected);
    }

    /** {@return the layer} */
    public Layer layer() {
        return layer;
    }

    /** {@return shape of one sample} */
    public Shape shape() {
        return shape;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public INDArray parameters() {
        return parameters;
    }

    @Override
    public LayerBinding bind(INDArray like) {
        long[] actual = like.shape();
        boolean fits = actual.length == shape.rank() + 1
                && actual[0] >= 1
                && Arrays.equals(Arrays.copyOfRange(actual, 1, actual.length), shape.toArray());
        if (!fits) {
            throw new IllegalArgumentException(
                    "y has shape " + Arrays.toString(actual) + " but the field expects " + expectedShape());
        }
        Checks.check(
                parameters.isEmpty() || like.dataType() == parameters.dataType(),
                "y has data type %s but the parameters have %s",
                like.dataType(),
                parameters.dataType());
        int batch = Math.toIntExact(actual[0]);
        return new LayerBinding(new PlanBinding(like.dataType(), batch, mode), layer, shape, parameters, state);
    }

    private String expectedShape() {
        return Arrays.stream(shape.toArray())
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", ", "[batch, ", "]"));
    }
}
