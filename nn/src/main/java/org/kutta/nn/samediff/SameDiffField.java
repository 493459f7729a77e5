package org.kutta.nn.samediff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Checks;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A SameDiff graph as a field: one placeholder is the state, another may be the time, one variable is the derivative, the graph's trainable variables are the
 * parameters.
 *
 * <p>The graph is copied when the field is made; later changes of it are not seen. Each {@link #bind} has a copy of its own, for a SameDiff instance serves one
 * thread. The parameters are one flat vector in the order of the graph's variables, and start with their values; {@link #writeTo} copies them back.
 *
 * <p><b>Slow</b>: SameDiff interprets its graph anew in every call, about 30 times the cost of the same operations in a layer, and a pullback evaluates the graph
 * once more. Intermediate arrays are left to the garbage collector. Making its gradients, SameDiff prints a line for each operation
 * whenever a field is bound. Graphs with loops or branches have no gradients in this version of SameDiff.
 */
public final class SameDiffField implements DifferentiableField<INDArray> {
    private final byte[] graph;
    private final String state;
    private final Optional<String> time;
    private final String derivative;
    private final List<String> names;
    private final ParameterLayout layout;
    private final INDArray parameters;
    private final DataType dataType;

    private SameDiffField(
            byte[] graph,
            String state,
            Optional<String> time,
            String derivative,
            List<String> names,
            ParameterLayout layout,
            INDArray parameters,
            DataType dataType) {
        this.graph = graph;
        this.state = state;
        this.time = time;
        this.derivative = derivative;
        this.names = names;
        this.layout = layout;
        this.parameters = parameters;
        this.dataType = dataType;
    }

    /**
     * The field of a graph that does not depend on the time.
     *
     * @param graph the graph; copied
     * @param state name of the placeholder that is the state, of type FLOAT or DOUBLE
     * @param derivative name of the variable that is the derivative, of the state's shape and type
     * @return the field; its parameter vector is freed by the garbage collector
     * @throws IllegalArgumentException if the graph has no such variables, other placeholders, or variables of another type
     */
    public static SameDiffField of(SameDiff graph, String state, String derivative) {
        return of(graph, state, Optional.empty(), derivative);
    }

    /**
     * The field of a graph that depends on the time.
     *
     * @param graph the graph; copied
     * @param state name of the placeholder that is the state, of type FLOAT or DOUBLE
     * @param time name of the placeholder that is the time, a scalar of the state's type
     * @param derivative name of the variable that is the derivative, of the state's shape and type
     * @return the field; its parameter vector is freed by the garbage collector
     * @throws IllegalArgumentException if the graph has no such variables, other placeholders, or variables of another type
     */
    public static SameDiffField of(SameDiff graph, String state, String time, String derivative) {
        return of(graph, state, Optional.of(time), derivative);
    }

    private static SameDiffField of(SameDiff graph, String state, Optional<String> time, String derivative) {
        DataType type = placeholder(graph, state).dataType();
        Checks.check(
                type == DataType.FLOAT || type == DataType.DOUBLE, "type of " + state, type, "must be FLOAT or DOUBLE");
        time.ifPresent(name -> checkType(placeholder(graph, name), type));
        Checks.check(graph.hasVariable(derivative), "derivative", derivative, "must be a variable of the graph");
        for (SDVariable other : graph.placeHolders()) {
            Checks.check(
                    other.name().equals(state)
                            || time.filter(other.name()::equals).isPresent(),
                    "placeholder",
                    other.name(),
                    "must be the state or the time: give it a value as a constant");
        }
        List<String> names = new ArrayList<>();
        ParameterLayout.Builder builder = ParameterLayout.builder();
        for (SDVariable variable : graph.variables()) {
            if (variable.getVariableType() == VariableType.VARIABLE) {
                checkType(variable, type);
                names.add(variable.name());
                builder.add(variable.name(), variable.getArr().shape());
            }
        }
        ParameterLayout layout = builder.build();
        INDArray parameters = NativeArrays.vector(type, new double[Math.toIntExact(layout.size())]);
        for (ParameterLayout.Group group : layout.groups()) {
            if (group.size() > 0) {
                NativeArrays.slice(parameters, group.offset(), group.size())
                        .assign(graph.getVariable(group.name())
                                .getArr()
                                .dup('c')
                                .reshape(group.size()));
            }
        }
        return new SameDiffField(bytes(graph), state, time, derivative, names, layout, parameters, type);
    }

    private static SDVariable placeholder(SameDiff graph, String name) {
        Checks.check(
                graph.hasVariable(name) && graph.isPlaceHolder(name),
                "variable",
                name,
                "must be a placeholder of the graph");
        return graph.getVariable(name);
    }

    private static void checkType(SDVariable variable, DataType type) {
        Checks.check(
                variable.dataType() == type,
                "type of " + variable.name(),
                variable.dataType(),
                "must be that of the state, " + type);
    }

    private static byte[] bytes(SameDiff graph) {
        ByteBuffer buffer = graph.asFlatBuffers(false);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** A graph of its own. */
    SameDiff copy() {
        try {
            return SameDiff.fromFlatBuffers(ByteBuffer.wrap(graph));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Copies the parameters into a graph, such as the one this field was made of.
     *
     * @param target a graph with the same trainable variables
     */
    public void writeTo(SameDiff target) {
        slices().forEach((name, slice) -> {
            INDArray array = target.getVariable(name).getArr();
            array.assign(slice.reshape(array.shape()));
        });
    }

    /** The parameters by the variables' names, views. */
    Map<String, INDArray> slices() {
        Map<String, INDArray> slices = new LinkedHashMap<>();
        for (ParameterLayout.Group group : layout.groups()) {
            if (group.size() > 0) {
                slices.put(group.name(), NativeArrays.slice(parameters, group.offset(), group.size()));
            }
        }
        return slices;
    }

    String state() {
        return state;
    }

    Optional<String> time() {
        return time;
    }

    String derivative() {
        return derivative;
    }

    List<String> names() {
        return names;
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
    public BoundField<INDArray> bind(INDArray like) {
        Checks.check(
                like.dataType() == dataType, "y has data type %s but the field expects %s", like.dataType(), dataType);
        return new BoundGraph(this, like);
    }
}
