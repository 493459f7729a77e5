package org.kutta.nn.recipe;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.PlanBinding;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.nn.ode.OdeLayer;
import org.kutta.nn.ode.OdeStructure;
import org.kutta.nn.ode.TransitionStep;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network is made of, and how it treats what goes through it before it is trained.
 *
 * @param parameters number of parameters
 * @param multiplyAdds of one sample's forward pass, as {@link Layer#multiplyAdds} counts
 * @param trainingBytes native memory of parameters, state, gradient and the plans of a training step at {@code batch}; the updater's memory is not in it
 * @param batch samples of that step
 * @param totalTime sum of the steps of all blocks, those that change the shape included
 * @param transitions blocks that change the shape: each breaks the bond to an ODE
 * @param blocks stacks and ODE blocks in their order
 */
public record NetworkStructure(
        long parameters,
        long multiplyAdds,
        long trainingBytes,
        int batch,
        double totalTime,
        int transitions,
        ImmutableList<BlockGrowth> blocks) {

    /**
     * A stack or ODE block.
     *
     * @param structure its size and settings
     * @param measuredGrowth mean square of its output over that of its input, in training mode; what reaches it comes through the network, in the same mode
     * @param measuredWithoutBatchNorm the same in evaluation mode, where batch norms with fresh statistics do nothing: to be held against
     *     {@link OdeStructure#predictedGrowth}
     */
    public record BlockGrowth(OdeStructure structure, double measuredGrowth, double measuredWithoutBatchNorm) {}

    /**
     * Looks at an untrained network.
     *
     * @param network the network; not modified
     * @param samples a batch of its inputs; not modified
     * @return the report
     */
    public static NetworkStructure of(Network network, INDArray samples) {
        int batch = Math.toIntExact(samples.size(0));
        Checks.atLeast("samples", batch, 2);
        List<OdeStructure> structures = new ArrayList<>();
        structures(network.layer(), network.inputShape(), structures);
        List<Double> inTraining = growths(network, samples, Mode.TRAIN);
        List<Double> inEvaluation = growths(network, samples, Mode.EVALUATE);
        ImmutableList.Builder<BlockGrowth> blocks = ImmutableList.builder();
        for (int i = 0; i < structures.size(); i++) {
            blocks.add(new BlockGrowth(structures.get(i), inTraining.get(i), inEvaluation.get(i)));
        }
        return new NetworkStructure(
                network.parameters().length(),
                network.layer().multiplyAdds(network.inputShape()),
                trainingBytes(network, batch),
                batch,
                time(network.layer(), network.inputShape()),
                transitions(network.layer(), network.inputShape()),
                blocks.build());
    }

    /** The stacks and ODE blocks in the sequence of layers, however deep sequences are nested. */
    private static void structures(Layer layer, Shape input, List<OdeStructure> found) {
        if (layer instanceof OdeLayer ode) {
            found.add(ode.structure(input));
        } else if (layer instanceof Sequential) {
            layer.parts(input).forEach(part -> structures(part.layer(), part.input(), found));
        }
    }

    private static List<Double> growths(Network network, INDArray samples, Mode mode) {
        List<Double> growths = new ArrayList<>();
        List<LayerPlan> plans = new ArrayList<>();
        try (PlanBinding binding = new PlanBinding(network.dataType(), Math.toIntExact(samples.size(0)), mode);
                PlanContext context = binding.newFrame()) {
            INDArray input = context.allocate(network.inputShape());
            input.assign(samples);
            walk(context, network.layer(), input, network.parameters(), network.state(), plans, growths);
            plans.forEach(LayerPlan::close);
        }
        return growths;
    }

    /** Runs a layer, sequences part by part, and notes what each block does to the mean square. */
    private static INDArray walk(
            PlanContext context,
            Layer layer,
            INDArray input,
            INDArray parameters,
            INDArray state,
            List<LayerPlan> plans,
            List<Double> growths) {
        if (!(layer instanceof Sequential)) {
            LayerPlan plan = layer.plan(context, input, parameters, state);
            plans.add(plan);
            plan.forward(0);
            if (layer instanceof OdeLayer) {
                growths.add(square(plan.output()) / square(input));
            }
            return plan.output();
        }
        INDArray x = input;
        long parameterOffset = 0;
        long stateOffset = 0;
        for (LayerPart part : layer.parts(Shape.ofSamples(input))) {
            long count = part.layer().parameterCount(part.input());
            long stateCount = part.layer().stateCount(part.input());
            INDArray own = NativeArrays.slice(parameters, parameterOffset, count);
            INDArray ownState = NativeArrays.slice(state, stateOffset, stateCount);
            x = walk(context, part.layer(), x, own, ownState, plans, growths);
            parameterOffset += count;
            stateOffset += stateCount;
        }
        return x;
    }

    private static double square(INDArray array) {
        return NdArraySpace.of(array.dataType()).dot(array, array);
    }

    private static long trainingBytes(Network network, int batch) {
        try (NetworkPlan plan = network.plan(batch, Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            // One pass, so that solves hold what they hold at work.
            plan.forward();
            NativeArrays.setZero(plan.outputBar());
            plan.backward();
            return plan.bytes() + 2 * NativeArrays.bytes(network.parameters()) + NativeArrays.bytes(network.state());
        }
    }

    private static double time(Layer layer, Shape input) {
        if (layer instanceof OdeLayer ode) {
            return ode.structure(input).totalTime();
        }
        double time = layer instanceof TransitionStep step ? Math.abs(step.dt()) : 0;
        for (LayerPart part : layer.parts(input)) {
            time += part.times() * time(part.layer(), part.input());
        }
        return time;
    }

    private static int transitions(Layer layer, Shape input) {
        int count = layer instanceof TransitionStep ? 1 : 0;
        for (LayerPart part : layer.parts(input)) {
            count += transitions(part.layer(), part.input());
        }
        return count;
    }
}
