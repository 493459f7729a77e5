package org.kutta.nn.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer that saves a buffer, and a pass over memory, where nobody else needs its input any more. */
interface InPlaceLayer extends Layer {

    /** A plan that may write over {@code input}: otherwise as {@link #plan}. */
    LayerPlan planInPlace(PlanContext context, INDArray input, INDArray parameters, INDArray state);
}
