package org.kutta.nn.landscape;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.PlanBinding;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.Loss;
import org.kutta.nn.train.LossPlan;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.solver.Checks;
import org.kutta.solver.SolveFailedException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The loss of a network on fixed samples, in evaluation mode: running statistics, no dropout.
 *
 * <p>A point is the parameters of the network; {@link #withState} adds the running statistics, which must move too on the way from one solution to another. The
 * network itself is not touched: each binding has vectors of its own. Hessian products are differences of gradients.
 *
 * <p>Where an ODE block's solve fails, the loss is NaN; likewise where moved statistics make a variance negative.
 */
public final class NetworkLoss implements FlatLoss {
    private final Layer layer;
    private final Shape inputShape;
    private final DataType dataType;
    private final Loss loss;
    private final INDArray features;
    private final INDArray labels;
    private final int batch;
    private final double[] state;
    private final ImmutableList<ParameterGroup> groups;
    private final int parameterCount;
    private final boolean stateMoves;

    private NetworkLoss(
            Layer layer,
            Shape inputShape,
            DataType dataType,
            Loss loss,
            INDArray features,
            INDArray labels,
            int batch,
            double[] state,
            boolean stateMoves) {
        this.layer = layer;
        this.inputShape = inputShape;
        this.dataType = dataType;
        this.loss = loss;
        this.features = features;
        this.labels = labels;
        this.batch = batch;
        this.state = state;
        this.stateMoves = stateMoves;
        List<ParameterGroup> all = new ArrayList<>(layer.parameters(inputShape));
        this.parameterCount = Math.toIntExact(layer.parameterCount(inputShape));
        if (stateMoves) {
            all.addAll(layer.state(inputShape));
        }
        this.groups = ImmutableList.copyOf(all);
    }

    /**
     * The loss of a network as a function of its parameters.
     *
     * @param network gives layer, data type and running statistics as they are now; not kept
     * @param loss the loss
     * @param features samples {@code [samples, input shape]}; kept, not copied, and not to be changed
     * @param labels {@code [samples, output shape]}, likewise
     * @param batch samples that are evaluated at a time; it decides memory and the order of sums
     * @return the loss
     * @throws IllegalArgumentException if samples, labels and network do not go together, or the network has no parameters
     */
    public static NetworkLoss of(Network network, Loss loss, INDArray features, INDArray labels, int batch) {
        Checks.atLeast("batch", batch, 1);
        try (NetworkTrainable checked = new NetworkTrainable(network, loss, 0)) {
            checked.check(new DataSet(features, labels));
        }
        return new NetworkLoss(
                network.layer(),
                network.inputShape(),
                network.dataType(),
                loss,
                features,
                labels,
                (int) Math.min(batch, features.size(0)),
                NativeArrays.toHeap(network.state()),
                false);
    }

    /** {@return the same loss as a function of parameters and running statistics, one after the other; without gradients} */
    public NetworkLoss withState() {
        return new NetworkLoss(layer, inputShape, dataType, loss, features, labels, batch, state, true);
    }

    /** {@return the groups of a point} */
    public ImmutableList<ParameterGroup> groups() {
        return groups;
    }

    /**
     * The point at which a network is.
     *
     * @param network a network of the same layer
     * @return its parameters, and its running statistics if those move
     * @throws IllegalArgumentException if its groups differ
     */
    public double[] pointOf(Network network) {
        List<ParameterGroup> others = new ArrayList<>(network.parameterGroups());
        if (stateMoves) {
            others.addAll(network.stateGroups());
        }
        Checks.check(groups.equals(others), "groups of the network", others, "must be those of the loss");
        double[] point = Arrays.copyOf(NativeArrays.toHeap(network.parameters()), size());
        if (stateMoves) {
            System.arraycopy(NativeArrays.toHeap(network.state()), 0, point, parameterCount, state.length);
        }
        return point;
    }

    @Override
    public int size() {
        return stateMoves ? parameterCount + state.length : parameterCount;
    }

    @Override
    public BoundLoss bind(boolean gradients) {
        Checks.check(
                !(gradients && stateMoves),
                "a loss of parameters and running statistics has no gradient: take one of the parameters alone");
        return new Bound(gradients);
    }

    /** The samples in batches of two sizes at most, a plan for each size. */
    private final class Bound implements BoundLoss {
        private final Network network = Network.of(layer, inputShape, dataType, 0);
        private final List<Pass> passes = new ArrayList<>();
        private final List<BatchPlan> plans = new ArrayList<>();
        private final INDArray gradientBuffer;
        private final long samples = features.size(0);

        Bound(boolean gradients) {
            writeState(state);
            gradientBuffer = NativeArrays.zeros(dataType, gradients ? parameterCount : 1);
            for (long begin = 0; begin < samples; begin += batch) {
                int count = (int) Math.min(batch, samples - begin);
                if (plans.isEmpty() || plans.get(plans.size() - 1).size != count) {
                    plans.add(new BatchPlan(count, gradients));
                }
                passes.add(new Pass(
                        plans.get(plans.size() - 1), rows(features, begin, count), rows(labels, begin, count)));
            }
        }

        private void writeState(double[] values) {
            if (values.length > 0) {
                NativeArrays.write(values, network.state());
            }
        }

        private INDArray rows(INDArray array, long begin, int count) {
            return array.get(NDArrayIndex.interval(begin, begin + count));
        }

        private void moveTo(double[] point) {
            if (stateMoves) {
                NativeArrays.write(Arrays.copyOf(point, parameterCount), network.parameters());
                writeState(Arrays.copyOfRange(point, parameterCount, point.length));
            } else {
                NativeArrays.write(point, network.parameters());
            }
        }

        @Override
        public double loss(double[] point) {
            moveTo(point);
            double sum = 0;
            try {
                for (Pass pass : passes) {
                    sum += pass.loss() * pass.plan.size;
                }
            } catch (SolveFailedException e) {
                return Double.NaN;
            }
            return sum / samples;
        }

        @Override
        public double lossAndGradient(double[] point, double[] gradient) {
            moveTo(point);
            Arrays.fill(gradient, 0);
            double sum = 0;
            try {
                for (Pass pass : passes) {
                    sum += pass.loss() * pass.plan.size;
                    pass.plan.plan.backward();
                    double[] ofBatch = NativeArrays.toHeap(gradientBuffer);
                    Vectors.combine(gradient, (double) pass.plan.size / samples, ofBatch, gradient);
                }
            } catch (SolveFailedException e) {
                Arrays.fill(gradient, Double.NaN);
                return Double.NaN;
            }
            return sum / samples;
        }

        @Override
        public double unitRoundoff() {
            return dataType == DataType.FLOAT ? 0x1p-24 : 0x1p-53;
        }

        @Override
        public long bytes() {
            long bytes = NativeArrays.bytes(network.parameters())
                    + NativeArrays.bytes(network.state())
                    + NativeArrays.bytes(gradientBuffer);
            return bytes + plans.stream().mapToLong(BatchPlan::bytes).sum();
        }

        @Override
        public void close() {
            plans.forEach(BatchPlan::close);
            gradientBuffer.close();
            network.close();
        }

        private final class BatchPlan implements AutoCloseable {
            private final int size;
            private final NetworkPlan plan;
            private final PlanBinding binding;
            private final PlanContext context;
            private final LossPlan lossPlan;

            BatchPlan(int size, boolean gradients) {
                this.size = size;
                plan = network.plan(size, Mode.EVALUATE);
                binding = new PlanBinding(dataType, size, Mode.EVALUATE);
                context = binding.newFrame();
                if (gradients) {
                    plan.bindBackward(gradientBuffer);
                }
                INDArray bar = gradients
                        ? plan.outputBar()
                        : context.allocate(plan.output().shape());
                lossPlan = loss.plan(context, plan.output(), bar);
            }

            long bytes() {
                return plan.bytes() + binding.bytes() + context.bytes();
            }

            @Override
            public void close() {
                context.close();
                binding.close();
                plan.close();
            }
        }

        private record Pass(BatchPlan plan, INDArray features, INDArray labels) {
            double loss() {
                plan.plan.input().assign(features);
                plan.plan.forward();
                return plan.lossPlan.lossAndGradient(labels);
            }
        }
    }
}
