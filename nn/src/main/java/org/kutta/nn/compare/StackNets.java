package org.kutta.nn.compare;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.layer.LayerField;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.ode.StackWeights;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.step.RungeKuttaStep;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sub-networks of a stack with weights of its own for each stage, each evaluated by itself, and the states on the way through the stack. Running statistics. */
final class StackNets implements AutoCloseable {
    private final RungeKuttaStack stack;
    private final NdArraySpace space;
    private final List<Net> nets = new ArrayList<>();
    private final List<LayerBinding> afters = new ArrayList<>();
    private final List<INDArray> states = new ArrayList<>();
    private final INDArray value;

    /**
     * A sub-network.
     *
     * @param step its step
     * @param stage its stage
     * @param time time of that stage
     * @param field the network
     * @param parameters its parameters
     */
    record Net(int step, int stage, double time, LayerBinding field, ImmutableDoubleArray parameters) {}

    StackNets(PlacedBlock place, INDArray input) {
        Checks.check(
                place.layer() instanceof RungeKuttaStack own && own.weights() == StackWeights.PER_STAGE,
                "layer",
                place.layer().name(),
                "must be a stack with weights of its own for each stage");
        this.stack = (RungeKuttaStack) place.layer();
        this.space = NdArraySpace.of(input.dataType());
        this.value = NativeArrays.zerosLike(input);
        Shape shape = place.shape();
        Slices slices = new Slices(place.parameters(), stack.parameters(shape));
        Slices state = new Slices(place.state(), stack.state(shape));
        Mesh mesh = stack.mesh();
        for (int n = 0; n < mesh.steps(); n++) {
            for (int i = 0; i < stack.tableau().stages(); i++) {
                if (stack.tableau().isUsed(i)) {
                    String name = "step" + n + ".stage" + i + ".";
                    LayerBinding field = bind(stack.subnet(), shape, slices.of(name), state.of(name), input);
                    double[] parameters = NativeArrays.toHeap(slices.of(name));
                    double time = mesh.stageTime(stack.tableau().c(i), n);
                    nets.add(new Net(n, i, time, field, ImmutableDoubleArray.copyOf(parameters)));
                }
            }
            if (stack.afterSum().isPresent()) {
                String name = "step" + n + ".after.";
                afters.add(bind(stack.afterSum().get(), shape, slices.of(name), state.of(name), input));
            }
        }
        walk(input);
    }

    private static LayerBinding bind(Layer layer, Shape shape, INDArray parameters, INDArray state, INDArray like) {
        return new LayerField(layer, shape, parameters, state, Mode.EVALUATE).bind(like);
    }

    private void walk(INDArray input) {
        Mesh mesh = stack.mesh();
        INDArray y = copy(input);
        states.add(y);
        try (RungeKuttaStep<INDArray> step = RungeKuttaStep.solutionOnly(stack.tableau(), space, input)) {
            for (int n = 0; n < mesh.steps(); n++) {
                INDArray next = NativeArrays.zerosLike(input);
                step.step(
                        (s, i, t, x, dydt) -> net(s, i).field.evaluate(t, x, dydt),
                        n,
                        mesh.t(n),
                        mesh.dt(n),
                        mesh.t(n + 1),
                        y,
                        next);
                if (!afters.isEmpty()) {
                    INDArray sum = copy(next);
                    afters.get(n).evaluate(mesh.t(n + 1), sum, next);
                    sum.close();
                }
                states.add(next);
                y = next;
            }
        }
    }

    private static INDArray copy(INDArray array) {
        INDArray copy = NativeArrays.zerosLike(array);
        NativeArrays.copy(array, copy);
        return copy;
    }

    RungeKuttaStack stack() {
        return stack;
    }

    /** The sub-networks by step, then by stage. */
    List<Net> nets() {
        return nets;
    }

    Net net(int step, int stage) {
        return nets.stream()
                .filter(net -> net.step == step && net.stage == stage)
                .findFirst()
                .orElseThrow();
    }

    /** The state before a step. */
    INDArray state(int step) {
        return states.get(step);
    }

    /** Norm of the difference of two sub-networks' outputs at one state, relative to that of the first. */
    double difference(Net first, Net second, INDArray y) {
        INDArray own = NativeArrays.zerosLike(y);
        first.field.evaluate(first.time, y, own);
        second.field.evaluate(second.time, y, value);
        double norm = space.dot(own, own);
        space.axpy(-1, own, value);
        own.close();
        double difference = space.dot(value, value);
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }

    @Override
    public void close() {
        nets.forEach(net -> net.field.close());
        afters.forEach(LayerBinding::close);
        states.forEach(INDArray::close);
        value.close();
    }

    /** The parts of a vector whose groups' names begin alike: they lie together. */
    private record Slices(INDArray vector, List<ParameterGroup> groups) {
        INDArray of(String prefix) {
            long from = 0;
            long length = 0;
            for (ParameterGroup group : groups) {
                if (group.name().startsWith(prefix)) {
                    length += group.size();
                } else if (length == 0) {
                    from += group.size();
                }
            }
            return NativeArrays.slice(vector, from, length);
        }
    }
}
