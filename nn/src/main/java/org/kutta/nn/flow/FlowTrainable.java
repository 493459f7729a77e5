package org.kutta.nn.flow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.Trainable;
import org.kutta.solver.Checks;
import org.kutta.solver.ProductState;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link ContinuousFlow} fitted to samples of a density: the loss is the mean over a batch {@code [batch, features]} of {@code -log p(x)} and the integrated penalty.
 *
 * <p>Random directions and end times of a step depend on the seed and the number of the step alone. The field's own parameter vector is written before each solve, so that it
 * holds the trained values at the end. Buffers are kept for each size of batch.
 */
public final class FlowTrainable implements Trainable<double[]> {
    private final ContinuousFlow flow;
    private final GradientMethod method;
    private final FlowField augmented;
    private final EndTimeSampler endTimes;
    private final long seed;
    private final INDArray parameters;
    private final INDArray gradient;
    private final double[] parametersBar;
    private final Map<Integer, Solve> solves = new HashMap<>();
    private double t1;

    private FlowTrainable(
            ContinuousFlow flow,
            GradientMethod method,
            TraceEstimator trace,
            FlowPenalty penalty,
            double endTimeWidth,
            long seed) {
        this.flow = flow;
        this.method = method;
        this.augmented = new FlowField(flow.field(), flow.features(), trace, penalty);
        this.endTimes = new EndTimeSampler(flow.t0(), flow.t1(), endTimeWidth);
        this.seed = seed;
        this.t1 = flow.t1();
        this.parametersBar = new double[flow.field().parameters().length];
        this.parameters = NativeArrays.vector(DataType.DOUBLE, flow.field().parameters());
        this.gradient = NativeArrays.zeros(DataType.DOUBLE, parametersBar.length);
        beginStep(0);
    }

    /**
     * A flow to be fitted with the exact trace, no penalty and the flow's own end time, by the discrete gradient.
     *
     * @param flow the flow; the parameters of its field are modified by training
     * @return the model for a trainer
     */
    public static FlowTrainable of(ContinuousFlow flow) {
        return of(flow, TraceEstimator.exact(), FlowPenalty.NONE, 0, 0);
    }

    /**
     * A flow to be fitted by the discrete gradient.
     *
     * @param flow the flow; the parameters of its field are modified by training
     * @param trace how the trace is taken while training
     * @param penalty what is added to the loss
     * @param endTimeWidth half the width of the interval of random end times; 0 for none
     * @param seed seed of random directions and end times
     * @return the model for a trainer
     */
    public static FlowTrainable of(
            ContinuousFlow flow, TraceEstimator trace, FlowPenalty penalty, double endTimeWidth, long seed) {
        return new FlowTrainable(flow, DiscreteAdjoint.storeAll(), trace, penalty, endTimeWidth, seed);
    }

    @Override
    public INDArray parameters() {
        return parameters;
    }

    @Override
    public INDArray gradient() {
        return gradient;
    }

    @Override
    public ParameterLayout layout() {
        return flow.field().layout();
    }

    @Override
    public long samples(double[] batch) {
        return batch.length / flow.features();
    }

    @Override
    public void check(double[] batch) {
        Checks.check(
                batch.length > 0 && batch.length % flow.features() == 0,
                "batch has length %s but the flow expects [batch, %s]",
                batch.length,
                flow.features());
        for (int i = 0; i < batch.length; i++) {
            Checks.check(
                    Double.isFinite(batch[i]),
                    "component %s of sample %s (%s) must be finite",
                    i % flow.features(),
                    i / flow.features(),
                    batch[i]);
        }
    }

    @Override
    public void beginStep(long step) {
        RandomGenerator random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * step);
        augmented.resample(random.nextLong());
        t1 = endTimes.sample(random);
    }

    @Override
    public double lossAndGradient(double[] batch) {
        readParameters();
        return solves.computeIfAbsent(batch.length, length -> new Solve(batch)).lossAndGradient(batch);
    }

    private void readParameters() {
        System.arraycopy(NativeArrays.toHeap(parameters), 0, flow.field().parameters(), 0, parametersBar.length);
    }

    /** {@return evaluations of the field in the last solve of a batch of this length; 0 before it} */
    long nfeForward(int length) {
        Solve solve = solves.get(length);
        return solve == null ? 0 : solve.gradient.stats().nfeForward();
    }

    /** Leaves the trained parameters in the field, and frees what is held. */
    @Override
    public void close() {
        readParameters();
        solves.values().forEach(solve -> solve.gradient.close());
        parameters.close();
        gradient.close();
    }

    /** Buffers for one size of batch. */
    private final class Solve {
        private final ProductState<double[]> start;
        private final ProductState<double[]> endBar;
        private final GradientSolve<ProductState<double[]>> gradient;

        Solve(double[] like) {
            start = augmented.start(like.clone());
            endBar = augmented.start(new double[like.length]);
            gradient = method.bind(flow.solver(), FlowField.space(), augmented, start);
        }

        double lossAndGradient(double[] batch) {
            System.arraycopy(batch, 0, start.part(0), 0, batch.length);
            ProductState<double[]> end = gradient.forward(flow.t0(), t1, start).finalState();
            int rows = start.part(1).length;
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += end.part(2)[row] - flow.logNormal(end.part(0), row) - end.part(1)[row];
            }
            if (Double.isFinite(sum)) {
                pullBack(end.part(0), rows);
            }
            return sum / rows;
        }

        private void pullBack(double[] z, int rows) {
            for (int i = 0; i < z.length; i++) {
                endBar.part(0)[i] = z[i] / rows;
            }
            Arrays.fill(endBar.part(1), -1.0 / rows);
            Arrays.fill(endBar.part(2), 1.0 / rows);
            Arrays.fill(parametersBar, 0);
            ProductState<double[]> bars = ProductState.of(parametersBar, new double[0], new double[0]);
            gradient.backward(endBar, null, bars);
            NativeArrays.write(parametersBar, FlowTrainable.this.gradient);
        }
    }
}
