package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.layer.LayerField;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.PlanBinding;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArrayComponents;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.OdeLayer;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer that advances its input in time, where it sits in a network: in its sequence of layers, however deep sequences are nested.
 *
 * <p>It sees the network's numbers live. Immutable; any number of threads may use it while nobody trains the network.
 */
public final class PlacedBlock {
    private final Network network;
    private final List<Integer> path;
    private final OdeLayer layer;
    private final Shape shape;
    private final List<Layer> before;
    private final List<Layer> after;
    private final long parameterOffset;
    private final long stateOffset;

    private PlacedBlock(Network network, List<Integer> path, OdeLayer layer, List<Layer> before, List<Layer> after) {
        this.network = network;
        this.path = path;
        this.layer = layer;
        this.before = before;
        this.after = after;
        Shape input = network.inputShape();
        long parameters = 0;
        long state = 0;
        for (Layer earlier : before) {
            parameters += earlier.parameterCount(input);
            state += earlier.stateCount(input);
            input = earlier.outputShape(input);
        }
        this.shape = input;
        this.parameterOffset = parameters;
        this.stateOffset = state;
    }

    /**
     * All layers of a network that advance their input in time.
     *
     * @param network the network
     * @return its blocks and stacks, those with weights of their own for each stage among them, in their order
     */
    public static ImmutableList<PlacedBlock> in(Network network) {
        List<PlacedBlock> found = new ArrayList<>();
        search(network, network.layer(), List.of(), List.of(), List.of(), found);
        return ImmutableList.copyOf(found);
    }

    /**
     * The one layer of a network that advances its input in time.
     *
     * @param network the network
     * @return its block or stack
     * @throws IllegalArgumentException if there is none or more than one
     */
    public static PlacedBlock only(Network network) {
        List<PlacedBlock> found = in(network);
        Checks.check(
                found.size() == 1,
                "the network (%s) must have one ODE block or stack in its sequence of layers, but has %s%s",
                network.layer().name(),
                found.size(),
                found.stream()
                        .map(PlacedBlock::where)
                        .collect(Collectors.joining(", ", found.isEmpty() ? "" : ": ", "")));
        return found.get(0);
    }

    private static void search(
            Network network,
            Layer layer,
            List<Integer> path,
            List<Layer> before,
            List<Layer> after,
            List<PlacedBlock> found) {
        if (layer instanceof OdeLayer ode) {
            found.add(new PlacedBlock(network, path, ode, before, after));
        } else if (layer instanceof Sequential sequential) {
            List<Layer> layers = sequential.layers();
            for (int i = 0; i < layers.size(); i++) {
                search(
                        network,
                        layers.get(i),
                        join(path, List.of(i)),
                        join(before, layers.subList(0, i)),
                        join(layers.subList(i + 1, layers.size()), after),
                        found);
            }
        }
    }

    private static <T> List<T> join(List<? extends T> first, List<? extends T> second) {
        return ImmutableList.<T>builder().addAll(first).addAll(second).build();
    }

    /** {@return the network that it is part of} */
    public Network network() {
        return network;
    }

    /** {@return the block or stack as it stands in the network} */
    public OdeLayer layer() {
        return layer;
    }

    /**
     * The continuous reading of the layer.
     *
     * @return the layer itself if it is a block, else the twin of the stack, with the same steps
     * @throws IllegalStateException if a stack is not the discretisation of one vector field; the message says why
     */
    public OdeBlock block() {
        if (layer instanceof OdeBlock block) {
            return block;
        }
        if (layer instanceof RungeKuttaStack stack) {
            return stack.toContinuous();
        }
        throw new IllegalStateException(
                layer.name() + " has no continuous reading: its steps are not those of one vector field");
    }

    /** {@return the shape of one sample of the state} */
    public Shape shape() {
        return shape;
    }

    /** {@return where it is, for messages: {@code layer 1 (ode(rk4, sequential(3)))}} */
    public String where() {
        String index = path.stream().map(String::valueOf).collect(Collectors.joining("."));
        return (index.isEmpty() ? "" : "layer " + index + " ") + "(" + layer.name() + ")";
    }

    /**
     * The network with another layer in this place.
     *
     * @param other a layer with the same parameters and state
     * @return a network on the same numbers, live; closing it frees nothing
     * @throws IllegalArgumentException if the layer has other parameters or state
     */
    public Network reread(Layer other) {
        return network.reread(replace(network.layer(), path, other));
    }

    private static Layer replace(Layer whole, List<Integer> path, Layer other) {
        if (path.isEmpty()) {
            return other;
        }
        List<Layer> layers = new ArrayList<>(((Sequential) whole).layers());
        int index = path.get(0);
        layers.set(index, replace(layers.get(index), path.subList(1, path.size()), other));
        return new Sequential(layers);
    }

    /** {@return the layers in front of it, sequences taken apart} */
    List<Layer> before() {
        return before;
    }

    /** {@return the layers behind it, sequences taken apart} */
    List<Layer> after() {
        return after;
    }

    INDArray parametersBefore() {
        return NativeArrays.slice(network.parameters(), 0, parameterOffset);
    }

    INDArray stateBefore() {
        return NativeArrays.slice(network.state(), 0, stateOffset);
    }

    /** {@return the layer's own parameters, live; an empty array when there are none} */
    INDArray parameters() {
        return NativeArrays.slice(network.parameters(), parameterOffset, layer.parameterCount(shape));
    }

    /** {@return the layer's own state, live; an empty array when there is none} */
    INDArray state() {
        return NativeArrays.slice(network.state(), stateOffset, layer.stateCount(shape));
    }

    INDArray parametersAfter() {
        long from = parameterOffset + layer.parameterCount(shape);
        return NativeArrays.slice(
                network.parameters(), from, network.parameters().length() - from);
    }

    INDArray stateAfter() {
        long from = stateOffset + layer.stateCount(shape);
        return NativeArrays.slice(network.state(), from, network.state().length() - from);
    }

    /**
     * What reaches the layer.
     *
     * @param features a batch of the network's inputs; not modified
     * @return a batch of the layer's inputs, new; the caller closes it
     */
    public INDArray input(INDArray features) {
        INDArray result = NativeArrays.zeros(network.dataType(), shape.withBatch(features.size(0)));
        int batch = Math.toIntExact(features.size(0));
        try (PlanBinding binding = new PlanBinding(network.dataType(), batch, Mode.EVALUATE);
                PlanContext context = binding.newFrame()) {
            INDArray input = context.allocate(network.inputShape());
            input.assign(features);
            if (before.isEmpty()) {
                NativeArrays.copy(input, result);
            } else {
                try (LayerPlan plan = new Sequential(before).plan(context, input, parametersBefore(), stateBefore())) {
                    plan.forward(0);
                    NativeArrays.copy(plan.output(), result);
                }
            }
        }
        return result;
    }

    /**
     * The learned field with the steps of the training, for a diagnosis. Where a tolerance decides, the steps are those it takes for this batch.
     *
     * @param input a batch of the layer's inputs, as {@link #input} gives it; kept, not modified, to be closed after use
     * @return the problem
     * @throws IllegalStateException if the layer is no discretisation of one field
     */
    public FieldProblem<INDArray> problem(INDArray input) {
        OdeBlock block = block();
        NdArraySpace space = NdArraySpace.of(network.dataType());
        LayerField field = field(Mode.EVALUATE);
        Mesh mesh = block.solver().meshOver(block.t0(), block.t1());
        if (mesh == null) {
            try (LayerBinding bound = field.bind(input)) {
                Solution<INDArray> solution = block.solver()
                        .save(Save.mesh())
                        .solve(OdeProblem.of(space, bound, block.t0(), block.t1(), input));
                mesh = solution.mesh();
                solution.release();
            }
        }
        return new FieldProblem<>(
                space,
                NdArrayComponents.INSTANCE,
                field,
                LayerTree.kinks(block.field(), shape),
                block.solver().tableau(),
                mesh,
                input);
    }

    /**
     * The vector field of the layer's continuous reading, on the network's numbers.
     *
     * @param mode whether batch statistics and dropout are live
     * @return the field
     * @throws IllegalStateException if the layer is no discretisation of one field
     */
    public LayerField field(Mode mode) {
        return new LayerField(block().field(), shape, parameters(), state(), mode);
    }
}
