package org.kutta.nn.layer;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A plan around another one: steps before and after it, forwards and backwards. */
final class WrappedPlan implements LayerPlan {

    /** Binds the inner plan's backward pass and writes what runs around it. */
    @FunctionalInterface
    interface Transpose {

        /** Says where the cotangent of the input will be: {@link LayerPlan#bindBackward}. */
        INDArray write(Program before, Program after, INDArray outputBar, INDArray parametersBar);
    }

    private final LayerPlan inner;
    private final INDArray output;
    private final DoubleConsumer afterForward;
    private final Transpose transpose;
    private final DoubleSupplier timeBar;
    private final Program before = new Program();
    private final Program after = new Program();
    private Consumer<RandomGenerator> resample = random -> {};

    /**
     * A plan around {@code inner} whose output nobody but the consumer needs.
     *
     * @param afterForward runs after the inner forward pass, with its time
     * @param timeBar the cotangent of the time that enters outside {@code inner}, asked for after the backward pass
     */
    WrappedPlan(
            LayerPlan inner,
            INDArray output,
            DoubleConsumer afterForward,
            Transpose transpose,
            DoubleSupplier timeBar) {
        this.inner = inner;
        this.output = output;
        this.afterForward = afterForward;
        this.transpose = transpose;
        this.timeBar = timeBar;
    }

    /** Random numbers of the steps around the inner plan, drawn after its own. */
    WrappedPlan withResample(Consumer<RandomGenerator> resample) {
        this.resample = resample;
        return this;
    }

    @Override
    public INDArray output() {
        return output;
    }

    @Override
    public boolean needsOutput() {
        return false;
    }

    @Override
    public void forward(double t) {
        inner.forward(t);
        afterForward.accept(t);
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        return transpose.write(before, after, outputBar, parametersBar);
    }

    @Override
    public double backward() {
        before.run();
        double innerTimeBar = inner.backward();
        after.run();
        return innerTimeBar + timeBar.getAsDouble();
    }

    @Override
    public Optional<String> firstNonFinite(double t) {
        Optional<String> within = inner.firstNonFinite(t);
        return within.isPresent() ? within : LayerPlan.super.firstNonFinite(t);
    }

    @Override
    public long nfeForward() {
        return inner.nfeForward();
    }

    @Override
    public long nfeBackward() {
        return inner.nfeBackward();
    }

    @Override
    public void commitStatistics() {
        inner.commitStatistics();
    }

    @Override
    public void resample(RandomGenerator random) {
        inner.resample(random);
        resample.accept(random);
    }

    @Override
    public long bytes() {
        return inner.bytes();
    }

    @Override
    public void close() {
        inner.close();
    }
}
