package org.kutta.nn.scheme;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The sub-networks of all blocks in the buffers of one: before each use the numbers of a block are copied to where the plan reads them. That costs a pass over the weights, which are
 * small against the activations that it saves.
 */
final class ReusedSubnet implements AutoCloseable {

    private final PlanContext context;
    private final LayerPlan plan;
    private final INDArray input;
    private final INDArray parameters;
    private final INDArray state;
    /** Of each block: its numbers, and the running statistics that the last forward pass would leave. */
    private final INDArray[] ownParameters;

    private final INDArray[] ownStates;
    private final INDArray[] newStates;
    private INDArray[] parametersBars = {};
    private @Nullable INDArray parametersBar;
    private @Nullable INDArray outputBar;
    private @Nullable INDArray inputBar;

    ReusedSubnet(
            PlanContext context,
            Layer layer,
            Shape shape,
            INDArray[] ownParameters,
            INDArray[] ownStates,
            boolean training) {
        this.context = context;
        this.ownParameters = ownParameters;
        this.ownStates = ownStates;
        this.parameters = like(context, ownParameters[0]);
        this.state = like(context, ownStates[0]);
        this.newStates = new INDArray[training && !state.isEmpty() ? ownStates.length : 0];
        for (int n = 0; n < newStates.length; n++) {
            newStates[n] = like(context, state);
            NativeArrays.copy(ownStates[n], newStates[n]);
        }
        this.input = context.allocate(shape);
        this.plan = layer.plan(context, input, parameters, state);
    }

    private static INDArray like(PlanContext context, INDArray vector) {
        return vector.isEmpty() ? NativeArrays.zerosLike(vector) : context.allocate(vector.length());
    }

    private static void copy(INDArray source, INDArray target) {
        if (!source.isEmpty()) {
            NativeArrays.copy(source, target);
        }
    }

    /** Evaluates the sub-network of a block; the array is valid until the next evaluation. */
    INDArray evaluate(int block, double t, INDArray x) {
        copy(ownParameters[block], parameters);
        copy(ownStates[block], state);
        NativeArrays.copy(x, input);
        plan.forward(t);
        return plan.output();
    }

    /** Keeps the statistics of the evaluation just done; to be called in the forward pass only. */
    void keepStatistics(int block) {
        if (newStates.length > 0) {
            plan.commitStatistics();
            NativeArrays.copy(state, newStates[block]);
        }
    }

    void commitStatistics() {
        for (int n = 0; n < newStates.length; n++) {
            NativeArrays.copy(newStates[n], ownStates[n]);
        }
    }

    void bindBackward(INDArray[] parametersBars) {
        this.parametersBars = parametersBars;
        INDArray bar = like(context, parameters);
        parametersBar = bar;
        INDArray top = context.acquire(plan.output().shape());
        INDArray bottom = plan.bindBackward(top, bar);
        // Given back at once: nothing else of this pass runs between the two ends of this one.
        context.release(bottom);
        context.release(top);
        outputBar = top;
        inputBar = bottom;
    }

    /** Adds {@code delta f'(x)^T targetBar} to {@code sourceBar} for the evaluation just done, and writes the gradient of the block's parameters. */
    double pullback(int block, double delta, INDArray targetBar, INDArray sourceBar) {
        INDArray top = outputBar;
        INDArray bottom = inputBar;
        INDArray bar = parametersBar;
        if (top == null || bottom == null || bar == null) {
            throw new IllegalStateException("the backward pass is not bound");
        }
        NativeArrays.copy(targetBar, top);
        if (delta != 1) {
            NativeArrays.scale(delta, top);
        }
        double timeBar = plan.backward();
        NativeArrays.axpy(1, bottom, sourceBar);
        copy(bar, parametersBars[block]);
        return timeBar;
    }

    void resample(RandomGenerator random) {
        plan.resample(random);
    }

    long bytes() {
        return plan.bytes();
    }

    @Override
    public void close() {
        plan.close();
    }
}
