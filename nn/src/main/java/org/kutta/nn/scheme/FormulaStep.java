package org.kutta.nn.scheme;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One node of a formula, bound to its arrays. */
interface FormulaStep extends AutoCloseable {

    INDArray output();

    void forward(double t);

    /** Writes the backward pass, which reads the node's cotangent and adds to those of the nodes it read. */
    void bindBackward(Cotangents bars, INDArray parametersBar);

    /** Runs it; the cotangent of the time. */
    double backward();

    /** Whether the backward pass reads the node's own value. */
    default boolean needsOutput() {
        return false;
    }

    default void commitStatistics() {}

    default void resample(RandomGenerator random) {}

    /** Where the values stop being finite, after a forward pass up to this node. */
    default Optional<String> firstNonFinite(double t) {
        forward(t);
        return NativeArrays.isFinite(output()) ? Optional.empty() : Optional.of("");
    }

    default long bytes() {
        return 0;
    }

    @Override
    default void close() {}
}
