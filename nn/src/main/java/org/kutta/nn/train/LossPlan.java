package org.kutta.nn.train;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A loss bound to one output array. Its buffers belong to the context of the plan; a run allocates no array. One thread. */
@FunctionalInterface
public interface LossPlan {

    /**
     * Computes the loss of the bound output and writes the bound gradient.
     *
     * @param labels labels of the batch, in the output's shape; not modified
     * @return the loss, averaged over the samples; not finite if a component of the output is not
     */
    double lossAndGradient(INDArray labels);
}
