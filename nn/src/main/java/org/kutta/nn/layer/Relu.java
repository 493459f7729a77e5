package org.kutta.nn.layer;

import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The rectifier {@code max(x, 0)}; its derivative at 0 is 0. */
public record Relu() implements PointwiseLayer {

    @Override
    public String name() {
        return "relu";
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray output) {
        Program forward = new Program().add(PreparedOp.of("relu", output, input).reals(0));
        return new ProgramPlan(output, true, forward, (backward, bar, none) -> {
            // Into the mask, not the cotangent: the native product is a third slower where the result is its first
            // factor.
            INDArray inputBar = context.acquire(output.shape());
            backward.step(output, inputBar).multiply(bar, inputBar, inputBar);
            return inputBar;
        });
    }
}
