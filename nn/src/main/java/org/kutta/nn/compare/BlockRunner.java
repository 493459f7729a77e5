package org.kutta.nn.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.PlanBinding;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network cut open at a block, for one batch size: what comes before it, solves of the block by any solver, what comes after it. Running statistics, no dropout.
 */
final class BlockRunner implements AutoCloseable {
    private final PlacedBlock place;
    private final PlanBinding binding;
    private final PlanContext context;
    private final INDArray input;
    private final @Nullable LayerPlan before;
    private final INDArray blockInput;
    private final NdArraySpace space;
    private final INDArray blockOutput;
    private final @Nullable LayerPlan after;
    private @Nullable Bound bound;

    /** The continuous reading and its field; not every stack has one. */
    private record Bound(OdeBlock block, LayerBinding field) {}

    BlockRunner(PlacedBlock place, int batch) {
        Network network = place.network();
        this.place = place;
        this.binding = new PlanBinding(network.dataType(), batch, Mode.EVALUATE);
        this.context = binding.newFrame();
        this.input = context.allocate(network.inputShape());
        this.before = plan(place.before(), input, place.parametersBefore(), place.stateBefore());
        this.blockInput = before == null ? input : before.output();
        this.space = NdArraySpace.of(network.dataType());
        this.blockOutput = context.allocate(place.shape());
        this.after = plan(place.after(), blockOutput, place.parametersAfter(), place.stateAfter());
    }

    private @Nullable LayerPlan plan(List<Layer> layers, INDArray from, INDArray parameters, INDArray state) {
        return layers.isEmpty() ? null : new Sequential(layers).plan(context, from, parameters, state);
    }

    PlanContext context() {
        return context;
    }

    /** The array of the network's output, written by {@link #finish}. */
    INDArray output() {
        return after == null ? blockOutput : after.output();
    }

    /** Runs the layers before the block. */
    INDArray begin(INDArray features) {
        input.assign(features);
        if (before != null) {
            before.forward(0);
        }
        return blockInput;
    }

    /** The array that {@link #begin} writes. */
    INDArray blockInput() {
        return blockInput;
    }

    /** Solves the block from what {@link #begin} gave. The caller releases the solution. */
    Solution<INDArray> solve(OdeSolver solver) {
        Bound with = bound == null
                ? new Bound(place.block(), place.field(Mode.EVALUATE).bind(blockInput))
                : bound;
        bound = with;
        return solver.solve(OdeProblem.of(space, with.field, with.block.t0(), with.block.t1(), blockInput));
    }

    /** Runs the layers after the block on an output of the block. */
    void finish(INDArray y1) {
        NativeArrays.copy(y1, blockOutput);
        if (after != null) {
            after.forward(0);
        }
    }

    @Override
    public void close() {
        if (before != null) {
            before.close();
        }
        if (after != null) {
            after.close();
        }
        if (bound != null) {
            bound.field.close();
        }
        context.close();
        binding.close();
    }
}
