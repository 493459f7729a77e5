package org.kutta.nn.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer without parameters that maps every component by itself, so that it may write over its input. */
interface PointwiseLayer extends InPlaceLayer {

    @Override
    default Shape outputShape(Shape input) {
        return input;
    }

    @Override
    default LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return plan(context, input, context.allocate(input.shape()));
    }

    @Override
    default LayerPlan planInPlace(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return plan(context, input, input);
    }

    /** A plan that writes {@code output}, which may be {@code input}. */
    LayerPlan plan(PlanContext context, INDArray input, INDArray output);
}
