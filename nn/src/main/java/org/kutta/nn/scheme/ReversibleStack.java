package org.kutta.nn.scheme;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reversible blocks, trained in memory that does not grow with their number: the backward pass makes each block's states anew from those behind it, one block at a time, and
 * evaluates its sub-networks once more.
 *
 * <p>Every block has weights of its own, named {@code block0.f...}; only these, their gradient and their running statistics grow with depth. The states made anew differ from those of the
 * forward pass by what rounding does ({@link ReversibleDrift}); every {@code checkpointEvery} blocks the states can be kept and taken up again, which costs two states each and ends
 * the drift there. A dropout mask is the same in all blocks, so that both passes meet it.
 *
 * @param pair the rule
 * @param blocks number of blocks
 * @param checkpointEvery blocks between states that are kept; 0 keeps none
 */
public record ReversibleStack(ReversiblePair pair, int blocks, int checkpointEvery) implements Layer {

    /**
     * Checks the settings.
     *
     * @param pair the rule
     * @param blocks at least 1
     * @param checkpointEvery at least 0
     */
    public ReversibleStack {
        Checks.atLeast("blocks", blocks, 1);
        Checks.atLeast("checkpointEvery", checkpointEvery, 0);
    }

    /**
     * A stack with the checkpoints that its rule needs: none but for {@link ReversiblePair.Momentum}.
     *
     * @param pair the rule
     * @param blocks number of blocks
     * @return the stack
     */
    public static ReversibleStack of(ReversiblePair pair, int blocks) {
        return new ReversibleStack(pair, blocks, pair.checkpointEvery());
    }

    /**
     * The same stack with checkpoints.
     *
     * @param every blocks between states that are kept; 0 keeps none
     * @return the stack
     */
    public ReversibleStack withCheckpoints(int every) {
        return new ReversibleStack(pair, blocks, every);
    }

    @Override
    public String name() {
        return pair.name() + "(" + blocks + " x " + pair.subnets().get(0).name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        for (Layer subnet : pair.subnets()) {
            Shapes.requirePreserved("sub-network of a reversible block", subnet, pair.half(input));
        }
        return input;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return groups(layer -> layer.parameters(pair.half(input)));
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        return groups(layer -> layer.state(pair.half(input)));
    }

    private List<ParameterGroup> groups(Function<Layer, List<ParameterGroup>> kind) {
        List<ParameterGroup> groups = new ArrayList<>();
        for (int n = 0; n < blocks; n++) {
            for (int i = 0; i < pair.subnets().size(); i++) {
                String name = "block" + n + "." + (char) ('f' + i);
                kind.apply(pair.subnets().get(i)).forEach(group -> groups.add(group.within(name)));
            }
        }
        return groups;
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return values(layer -> layer.initialParameters(pair.half(input), random));
    }

    @Override
    public double[] initialState(Shape input) {
        return values(layer -> layer.initialState(pair.half(input)));
    }

    private double[] values(Function<Layer, double[]> kind) {
        List<double[]> parts = new ArrayList<>();
        for (int n = 0; n < blocks; n++) {
            pair.subnets().forEach(subnet -> parts.add(kind.apply(subnet)));
        }
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        return pair.subnets().stream()
                .map(subnet -> new LayerPart(subnet, pair.half(input), blocks))
                .toList();
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return new ReversiblePlan(this, context, input, parameters, state);
    }
}
