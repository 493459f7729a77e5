package org.kutta.nn.train;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.PlanBinding;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A network with a loss, trained on ND4J data sets: features {@code [batch, input shape]}, labels {@code [batch, output shape]}.
 *
 * <p>One plan per batch size is made when that size is first met, and kept: a smaller last batch costs its plan once. The network stays its
 * owner's; {@link #close} frees gradient and plans.
 */
public final class NetworkTrainable implements Trainable<DataSet> {
    private Network network;
    private final Loss loss;
    private final long seed;
    private final INDArray gradient;
    private final ParameterLayout layout;
    private final ImmutableSet<String> decaying;
    private final Map<Integer, TrainingPlan> plans = new HashMap<>();
    private long step;
    private @Nullable TrainingPlan last;
    private long forwardBefore;
    private long backwardBefore;

    /**
     * A network to be trained.
     *
     * @param network the network; its parameters and running statistics are modified by training
     * @param loss what is to be small
     * @param seed seed of the dropout masks, drawn anew for every step
     * @throws IllegalArgumentException if the network has no parameters, or the loss is not defined for its output
     */
    public NetworkTrainable(Network network, Loss loss, long seed) {
        if (network.parameters().isEmpty()) {
            throw new IllegalArgumentException("a network to be trained must have parameters");
        }
        loss.checkOutput(network.outputShape());
        this.network = network;
        this.loss = loss;
        this.seed = seed;
        this.gradient =
                NativeArrays.zeros(network.dataType(), network.parameters().length());
        List<ParameterGroup> groups = network.parameterGroups();
        this.layout = ParameterGroup.layoutOf(groups);
        this.decaying = groups.stream()
                .filter(ParameterGroup::decays)
                .map(ParameterGroup::name)
                .collect(toImmutableSet());
    }

    /** {@return the network as it is trained now: the one given, or that one read anew} */
    public Network network() {
        return network;
    }

    /**
     * Goes on training the same numbers under another layer, such as the same block with other steps. To be called between two steps, by a listener for example.
     *
     * <p>Plans are made anew when they are next needed. A checkpoint keeps the numbers, not the layer.
     *
     * @param other a layer with the same parameters, state and output
     * @throws IllegalArgumentException if the layer has others
     */
    public void reread(Layer other) {
        Network changed = network.reread(other);
        Checks.check(
                changed.outputShape().equals(network.outputShape()),
                "output shape",
                changed.outputShape(),
                "must stay " + network.outputShape());
        forwardBefore = nfeForward();
        backwardBefore = nfeBackward();
        plans.values().forEach(TrainingPlan::close);
        plans.clear();
        last = null;
        network = changed;
    }

    /** {@return evaluations of vector fields and sub-networks in the forward pass of the last step; 0 before the first} */
    public long nfeForward() {
        return last == null ? forwardBefore : last.plan.nfeForward();
    }

    /** {@return evaluations pulled back, or made again, in the backward pass of the last step; 0 before the first} */
    public long nfeBackward() {
        return last == null ? backwardBefore : last.plan.nfeBackward();
    }

    @Override
    public INDArray parameters() {
        return network.parameters();
    }

    @Override
    public INDArray gradient() {
        return gradient;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public boolean decays(ParameterLayout.Group group) {
        return decaying.contains(group.name());
    }

    @Override
    public long samples(DataSet batch) {
        return batch.getFeatures().size(0);
    }

    @Override
    public void check(DataSet batch) {
        checkShape("features", batch.getFeatures(), network.inputShape(), "takes");
        checkShape("labels", batch.getLabels(), network.outputShape(), "gives");
        if (batch.getFeatures().size(0) != batch.getLabels().size(0)) {
            throw new IllegalArgumentException(
                    "features hold " + batch.getFeatures().size(0) + " samples but labels "
                            + batch.getLabels().size(0) + ": they must be as many");
        }
        loss.checkLabels(batch.getLabels());
    }

    static void checkShape(String what, INDArray array, Shape expected, String verb) {
        if (array.isEmpty()
                || array.rank() != expected.rank() + 1
                || !Shape.ofSamples(array).equals(expected)) {
            throw new IllegalArgumentException(what + " have shape " + Arrays.toString(array.shape())
                    + " but the network " + verb + " samples of shape " + expected);
        }
    }

    @Override
    public List<INDArray> state() {
        return network.state().isEmpty() ? List.of() : List.of(network.state());
    }

    @Override
    public void beginStep(long number) {
        step = number;
    }

    @Override
    public double lossAndGradient(DataSet batch) {
        TrainingPlan bound = plan(batch);
        last = bound;
        NativeArrays.load(batch.getFeatures(), bound.plan.input());
        bound.plan.resample(new SplittableRandom(seed + 0x9E3779B97F4A7C15L * step));
        bound.plan.forward();
        double value = bound.loss.lossAndGradient(batch.getLabels());
        if (Double.isFinite(value)) {
            // Before the backward pass, which may evaluate fields again.
            bound.plan.commitStatistics();
            bound.plan.backward();
        }
        return value;
    }

    @Override
    public Optional<String> firstNonFinite(DataSet batch) {
        return plan(batch)
                .plan
                .firstNonFinite()
                .map(layer -> layer.isEmpty() ? "the network" : layer)
                .or(() -> Optional.of("the loss: outputs and parameters are finite"));
    }

    private TrainingPlan plan(DataSet batch) {
        return plans.computeIfAbsent(
                Math.toIntExact(samples(batch)), size -> new TrainingPlan(network, loss, gradient, size));
    }

    /**
     * The plan that batches of one size are trained with: for the counts of its last passes.
     *
     * @param batch number of samples
     * @return the plan, or empty if no such batch was met yet
     */
    public Optional<NetworkPlan> planFor(int batch) {
        return Optional.ofNullable(plans.get(batch)).map(bound -> bound.plan);
    }

    /** {@return bytes of native memory held by the gradient and all plans} */
    public long bytes() {
        long bytes = gradient.length() * gradient.dataType().width();
        for (TrainingPlan bound : plans.values()) {
            bytes += bound.bytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        plans.values().forEach(TrainingPlan::close);
        plans.clear();
        last = null;
        gradient.close();
    }

    /** Forward pass, loss and backward pass bound to each other, for one batch size. */
    private static final class TrainingPlan implements AutoCloseable {
        final NetworkPlan plan;
        final LossPlan loss;
        private final PlanBinding lossBinding;
        private final PlanContext lossContext;

        TrainingPlan(Network network, Loss loss, INDArray gradient, int batch) {
            plan = network.plan(batch, Mode.TRAIN);
            plan.bindBackward(gradient);
            lossBinding = new PlanBinding(network.dataType(), batch, Mode.TRAIN);
            lossContext = lossBinding.newFrame();
            this.loss = loss.plan(lossContext, plan.output(), plan.outputBar());
        }

        long bytes() {
            return plan.bytes() + lossBinding.bytes() + lossContext.bytes();
        }

        @Override
        public void close() {
            lossContext.close();
            lossBinding.close();
            plan.close();
        }
    }
}
