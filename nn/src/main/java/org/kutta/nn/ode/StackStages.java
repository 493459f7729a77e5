package org.kutta.nn.ode;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kutta.adjoint.AdjointStep;
import org.kutta.solver.step.StageFields;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sub-networks of a stack bound to their frames: one for each used stage of each step, evaluated and transposed. */
interface StackStages extends StageFields<INDArray>, AdjointStep.StagePullback<INDArray>, AutoCloseable {

    /** Begins a forward pass. */
    default void beginForward() {}

    /** Prepares the transposes; before the first pullback. */
    void bindBackward(INDArray parametersBar);

    /** Begins a backward pass. */
    void beginBackward();

    void commitStatistics();

    void resample(RandomGenerator random);

    /** Where in a step the values stop being finite; empty if that is not known. */
    Optional<String> firstNonFinite(int step);

    /** Bytes held outside the plan's context. */
    long bytes();

    @Override
    void close();
}
