package org.kutta.nn.layer;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A plan that is two programs: what most layers are made of. */
final class ProgramPlan implements LayerPlan {

    /** Writes the backward program once the cotangents' arrays are known. */
    @FunctionalInterface
    interface Transpose {

        /** Adds the steps to {@code backward} and says where the cotangent of the input will be: {@link LayerPlan#bindBackward}. */
        INDArray write(Program backward, INDArray outputBar, INDArray parametersBar);
    }

    private final INDArray output;
    private final boolean needsOutput;
    private final Program forward;
    private final Transpose transpose;
    private final Program backward = new Program();
    private Runnable commit = () -> {};
    private Consumer<RandomGenerator> resample = random -> {};

    ProgramPlan(INDArray output, boolean needsOutput, Program forward, Transpose transpose) {
        this.output = output;
        this.needsOutput = needsOutput;
        this.forward = forward;
        this.transpose = transpose;
    }

    ProgramPlan withCommit(Runnable commit) {
        this.commit = commit;
        return this;
    }

    ProgramPlan withResample(Consumer<RandomGenerator> resample) {
        this.resample = resample;
        return this;
    }

    @Override
    public INDArray output() {
        return output;
    }

    @Override
    public boolean needsOutput() {
        return needsOutput;
    }

    @Override
    public void forward(double t) {
        forward.run();
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        return transpose.write(backward, outputBar, parametersBar);
    }

    @Override
    public double backward() {
        backward.run();
        return 0;
    }

    @Override
    public void commitStatistics() {
        commit.run();
    }

    @Override
    public void resample(RandomGenerator random) {
        resample.accept(random);
    }
}
