package org.kutta.nn;

import java.util.List;
import java.util.SplittableRandom;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerField;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer together with its numbers: one flat vector of parameters and one of state that is not trained.
 *
 * <p>Any number of plans, in any number of threads, may read a network at once; the vectors are written by whoever trains it, between passes.
 * {@link #close} frees both vectors, unless they belong to the network that was {@linkplain #reread read anew}.
 */
public final class Network implements AutoCloseable {

    /** A group is drawn on the Java heap. */
    private static final long MOST_PARAMETERS = 1 << 30;

    private final Layer layer;
    private final Shape inputShape;
    private final Shape outputShape;
    private final DataType dataType;
    private final INDArray parameters;
    private final INDArray state;
    private final boolean ownsVectors;

    private Network(
            Layer layer,
            Shape inputShape,
            DataType dataType,
            INDArray parameters,
            INDArray state,
            boolean ownsVectors) {
        this.layer = layer;
        this.inputShape = inputShape;
        this.outputShape = layer.outputShape(inputShape);
        this.dataType = dataType;
        this.parameters = parameters;
        this.state = state;
        this.ownsVectors = ownsVectors;
    }

    /**
     * A freshly initialised network.
     *
     * @param layer what it computes
     * @param inputShape shape of one input sample
     * @param dataType FLOAT or DOUBLE; convolutions are fast in FLOAT only
     * @param seed seed of the initial parameters
     * @return the network
     * @throws IllegalArgumentException if a layer cannot take its input; the message names the layer
     */
    public static Network of(Layer layer, Shape inputShape, DataType dataType, long seed) {
        Checks.check(
                dataType == DataType.FLOAT || dataType == DataType.DOUBLE,
                "data type",
                dataType,
                "must be FLOAT or DOUBLE");
        layer.outputShape(inputShape);
        for (ParameterGroup group : layer.parameters(inputShape)) {
            Checks.check(
                    group.size() > 0 && group.size() <= MOST_PARAMETERS,
                    "size of " + group.name(),
                    group.shape(),
                    "must be at most " + MOST_PARAMETERS + " numbers");
        }
        return new Network(
                layer,
                inputShape,
                dataType,
                NativeArrays.vector(dataType, layer.initialParameters(inputShape, new SplittableRandom(seed))),
                NativeArrays.vector(dataType, layer.initialState(inputShape)),
                true);
    }

    /**
     * A network on given vectors, such as those of a saved one.
     *
     * @param layer what it computes
     * @param inputShape shape of one input sample
     * @param parameters all groups one after the other, contiguous, FLOAT or DOUBLE; live, closed with the network; an empty array when there are none
     * @param state the same for the state, of the same type
     * @return the network
     * @throws IllegalArgumentException if the vectors do not fit the layer
     */
    public static Network holding(Layer layer, Shape inputShape, INDArray parameters, INDArray state) {
        DataType type = parameters.dataType();
        Checks.check(type == DataType.FLOAT || type == DataType.DOUBLE, "data type", type, "must be FLOAT or DOUBLE");
        Checks.check(state.dataType() == type, "data type of the state", state.dataType(), "must be " + type);
        layer.outputShape(inputShape);
        checkLength("parameters", parameters, layer.parameterCount(inputShape));
        checkLength("state", state, layer.stateCount(inputShape));
        return new Network(layer, inputShape, type, parameters, state, true);
    }

    private static void checkLength(String what, INDArray vector, long expected) {
        Checks.check(
                vector.length() == expected, "%s have length %s, the layer has %s", what, vector.length(), expected);
        Checks.check(
                vector.isEmpty() || (vector.rank() == 1 && NativeArrays.isContiguous(vector)),
                what,
                vector.shapeInfoToString(),
                "must be one contiguous vector");
    }

    /**
     * The same numbers under another layer: a stack as a neural ODE, a neural ODE under another solver.
     *
     * @param other a layer with the same groups of parameters and state
     * @return a network on this one's vectors, live; to be used until this one is closed, its own {@link #close} frees nothing
     * @throws IllegalArgumentException if the layer has other groups
     */
    public Network reread(Layer other) {
        requireSame("parameters", parameterGroups(), other.parameters(inputShape));
        requireSame("state", stateGroups(), other.state(inputShape));
        return new Network(other, inputShape, dataType, parameters, state, false);
    }

    private static void requireSame(String what, List<ParameterGroup> mine, List<ParameterGroup> others) {
        Checks.check(mine.equals(others), "a layer with the %s %s cannot be read as one with %s", what, mine, others);
    }

    /** {@return what the network computes} */
    public Layer layer() {
        return layer;
    }

    /** {@return shape of one input sample} */
    public Shape inputShape() {
        return inputShape;
    }

    /** {@return shape of one output sample} */
    public Shape outputShape() {
        return outputShape;
    }

    /** {@return FLOAT or DOUBLE} */
    public DataType dataType() {
        return dataType;
    }

    /** {@return the parameters, live; an empty array when there are none} */
    public INDArray parameters() {
        return parameters;
    }

    /** {@return the state that is not trained, live; an empty array when there is none} */
    public INDArray state() {
        return state;
    }

    /** {@return the parameter groups in the order of {@link #parameters()}} */
    public List<ParameterGroup> parameterGroups() {
        return layer.parameters(inputShape);
    }

    /** {@return the state groups in the order of {@link #state()}} */
    public List<ParameterGroup> stateGroups() {
        return layer.state(inputShape);
    }

    /**
     * Binds the network to a batch size.
     *
     * @param batch number of samples
     * @param mode whether batch statistics and dropout are live
     * @return the plan, for one thread
     */
    public NetworkPlan plan(int batch, Mode mode) {
        return new NetworkPlan(this, batch, mode);
    }

    /**
     * The network as a vector field, with running statistics and no dropout.
     *
     * @return the field
     * @throws IllegalArgumentException if the network does not preserve its input's shape
     */
    public LayerField field() {
        return field(Mode.EVALUATE);
    }

    /**
     * The network as a vector field.
     *
     * @param mode whether batch statistics and dropout are live
     * @return the field
     * @throws IllegalArgumentException if the network does not preserve its input's shape
     */
    public LayerField field(Mode mode) {
        return new LayerField(layer, inputShape, parameters, state, mode);
    }

    /**
     * The network as a vector field on {@code double[]}, with a copy of its parameters: faster where the network is small.
     *
     * @return the field, free of native calls
     * @throws IllegalArgumentException if a layer has no form on the heap, or the network does not preserve its input's shape
     */
    public HeapField heapField() {
        return HeapField.of(this);
    }

    @Override
    public void close() {
        if (ownsVectors) {
            parameters.close();
            state.close();
        }
    }
}
