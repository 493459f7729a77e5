package org.kutta.nn.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer that maps every row affinely, for which oneDNN has kernels that the hyperbolic tangent may be a part of. */
interface AffineLayer extends Layer {

    /** A plan by those kernels, which writes {@code output}; with {@code tanh} also reads it in its backward pass. */
    LayerPlan planDirect(PlanContext context, INDArray input, INDArray parameters, boolean tanh, INDArray output);
}
