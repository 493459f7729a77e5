package org.kutta.nn.train;

import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A loss, averaged over the samples of a batch: an immutable description, which {@link #plan} binds to arrays. */
public interface Loss {

    /** {@return a short name for messages and tables} */
    String name();

    /**
     * Binds the loss to the output of a network. Everything is allocated here, nothing is computed.
     *
     * @param context where buffers come from
     * @param output {@code [batch, output shape]}; read by every run, never written
     * @param outputBar receives the gradient of the loss by the output, same shape; overwritten by every run
     * @return the plan
     */
    LossPlan plan(PlanContext context, INDArray output, INDArray outputBar);

    /**
     * Checks the shape of an output for which the loss is to be taken.
     *
     * @param output shape of one sample of the output
     * @throws IllegalArgumentException if the loss is not defined for it
     */
    default void checkOutput(Shape output) {}

    /**
     * Checks the values of labels whose shape is that of the output.
     *
     * @param labels labels of a batch; not modified
     * @throws IllegalArgumentException if a value is out of range
     */
    default void checkLabels(INDArray labels) {}
}
