package org.kutta.nn;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.PlanBinding;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network bound to a batch size: write {@link #input}, call {@link #forward}, read {@link #output}; after {@link #bindBackward} write
 * {@link #outputBar}, call {@link #backward}, and the gradient is there. One thread.
 */
public final class NetworkPlan implements AutoCloseable {

    private final PlanBinding binding;
    private final PlanContext context;
    private final INDArray parameters;
    private final INDArray input;
    private final LayerPlan plan;
    private @Nullable INDArray outputBar;
    private @Nullable INDArray inputBar;

    NetworkPlan(Network network, int batch, Mode mode) {
        this.binding = new PlanBinding(network.dataType(), batch, mode);
        this.context = binding.newFrame();
        this.parameters = network.parameters();
        this.input = context.allocate(network.inputShape());
        this.plan = network.layer().plan(context, input, network.parameters(), network.state());
    }

    /** {@return the array that {@link #forward} reads, {@code [batch, input shape]}; written by the caller} */
    public INDArray input() {
        return input;
    }

    /** {@return the array that {@link #forward} writes, {@code [batch, output shape]}} */
    public INDArray output() {
        return plan.output();
    }

    /** Evaluates the network at time 0. */
    public void forward() {
        plan.forward(0);
    }

    /**
     * Prepares the backward pass; once.
     *
     * @param gradient receives the gradient of the parameters, overwritten by each {@link #backward}: as many numbers of the same type
     * @throws IllegalArgumentException if it has another length or type
     */
    public void bindBackward(INDArray gradient) {
        Checks.check(
                gradient.length() == parameters.length() && gradient.dataType() == parameters.dataType(),
                "gradient must have length %s and type %s like the parameters, but has %s and %s",
                parameters.length(),
                parameters.dataType(),
                gradient.length(),
                gradient.dataType());
        if (outputBar != null) {
            throw new IllegalStateException("the backward pass is bound already");
        }
        outputBar = context.allocate(plan.output().shape());
        inputBar = plan.bindBackward(outputBar, gradient);
    }

    /** {@return the cotangent of the output, written by the caller before each {@link #backward}, which may overwrite it} */
    public INDArray outputBar() {
        return bound(outputBar);
    }

    /** {@return the cotangent of the input, written by {@link #backward}; holds until the next pass} */
    public INDArray inputBar() {
        return bound(inputBar);
    }

    /** Pulls {@link #outputBar} back to the parameters and the input. */
    public void backward() {
        bound(outputBar);
        plan.backward();
    }

    private static INDArray bound(@Nullable INDArray array) {
        if (array == null) {
            throw new IllegalStateException("the backward pass is not bound: call bindBackward first");
        }
        return array;
    }

    /** Moves the batch statistics of the last forward pass into the network's state: once per training step. */
    public void commitStatistics() {
        plan.commitStatistics();
    }

    /**
     * Draws new dropout masks.
     *
     * @param random source of the random numbers
     */
    public void resample(RandomGenerator random) {
        plan.resample(random);
    }

    /**
     * Replays the last forward pass to find where its values stop being finite. Slow: for the message of a failure.
     *
     * @return the first layer whose output is not finite, or empty if the output of the network is finite
     */
    public Optional<String> firstNonFinite() {
        return NativeArrays.isFinite(input) ? plan.firstNonFinite(0) : Optional.of("the input");
    }

    /** {@return evaluations of vector fields and sub-networks in the last {@link #forward}} */
    public long nfeForward() {
        return plan.nfeForward();
    }

    /** {@return evaluations of vector fields and sub-networks pulled back, or evaluated again, in the last {@link #backward}} */
    public long nfeBackward() {
        return plan.nfeBackward();
    }

    /** {@return bytes of native memory that the plan holds, the network's own vectors not counted} */
    public long bytes() {
        return binding.bytes() + context.bytes() + plan.bytes();
    }

    @Override
    public void close() {
        plan.close();
        context.close();
        binding.close();
    }
}
