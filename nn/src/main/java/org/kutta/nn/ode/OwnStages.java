package org.kutta.nn.ode;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A sub-network of its own for every used stage. First stages read the states of the stack where they are; gradients go
 * straight into their slices.
 */
final class OwnStages implements StackStages {
    private final PlanContext context;
    private final double[] nodes;
    private final StageLayout.Slices slices;
    private final int stages;
    private final @Nullable StageFrame[] nets;

    /**
     * Binds the sub-networks.
     *
     * @param states {@code states[n]} is where the state at the beginning of step {@code n} is kept
     * @param derivatives by stage, where the step wants the outputs
     */
    OwnStages(
            StageLayout.Slices slices,
            PlanContext context,
            INDArray[] states,
            IntFunction<INDArray> derivatives,
            INDArray parameters,
            INDArray state) {
        this.context = context;
        this.slices = slices;
        StageLayout layout = slices.layout();
        Layer subnet = layout.subnet();
        this.stages = layout.evaluated().size();
        this.nodes = new double[layout.steps() * stages];
        this.nets = new StageFrame[nodes.length];
        Shape shape = Shape.ofSamples(states[0]);
        for (int n = 0; n < layout.steps(); n++) {
            for (int i = 0; i < stages; i++) {
                if (layout.evaluated().get(i)) {
                    INDArray input = i == 0 ? states[n] : context.allocate(shape);
                    INDArray own = slices.ofStage(parameters, n, i);
                    INDArray ownState = slices.stateOfStage(state, n, i);
                    nets[n * stages + i] =
                            new StageFrame(input, subnet.planInto(context, input, own, ownState, derivatives.apply(i)));
                }
            }
        }
    }

    private StageFrame net(int step, int stage) {
        StageFrame net = nets[step * stages + stage];
        if (net == null) {
            throw new IllegalStateException("stage " + stage + " is not used by the solution");
        }
        return net;
    }

    @Override
    public INDArray input(int step, int stage, INDArray usual) {
        return net(step, stage).input;
    }

    @Override
    public void evaluate(int step, int stage, double t, INDArray y, INDArray dydt) {
        nodes[step * stages + stage] = t;
        net(step, stage).evaluate(t, y, dydt);
    }

    @Override
    public void bindBackward(INDArray parametersBar) {
        for (int n = nets.length / stages - 1; n >= 0; n--) {
            for (int i = stages - 1; i >= 0; i--) {
                StageFrame net = nets[n * stages + i];
                if (net != null) {
                    net.bindBackward(context, slices.ofStage(parametersBar, n, i));
                }
            }
        }
    }

    @Override
    public void beginBackward() {}

    @Override
    public INDArray cotangent(int step, int stage, INDArray usual) {
        return net(step, stage).outputBar();
    }

    @Override
    public double pullback(int step, int stage, INDArray cotangent, INDArray yBar) {
        return net(step, stage).pullback(cotangent, yBar);
    }

    @Override
    public void commitStatistics() {
        for (StageFrame net : nets) {
            if (net != null) {
                net.plan.commitStatistics();
            }
        }
    }

    @Override
    public void resample(RandomGenerator random) {
        for (StageFrame net : nets) {
            if (net != null) {
                net.plan.resample(random);
            }
        }
    }

    @Override
    public Optional<String> firstNonFinite(int step) {
        for (int i = 0; i < stages; i++) {
            StageFrame net = nets[step * stages + i];
            if (net != null) {
                int stage = i;
                Optional<String> within = net.plan.firstNonFinite(nodes[step * stages + i]);
                if (within.isPresent()) {
                    return within.map(layer -> "stage " + stage + (layer.isEmpty() ? "" : ", " + layer));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (StageFrame net : nets) {
            bytes += net == null ? 0 : net.plan.bytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        for (StageFrame net : nets) {
            if (net != null) {
                net.plan.close();
            }
        }
    }
}
