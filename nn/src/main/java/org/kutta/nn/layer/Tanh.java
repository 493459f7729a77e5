package org.kutta.nn.layer;

import org.kutta.nn.nd4j.Program;
import org.kutta.nn.onednn.TanhKernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The hyperbolic tangent. The pullback needs its output only: {@code xBar = g - g y y}. */
public record Tanh() implements PointwiseLayer {

    @Override
    public String name() {
        return "tanh";
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray output) {
        Program forward = new Program().op("tanh", output, input);
        return new ProgramPlan(output, true, forward, (backward, bar, none) -> {
            if (context.usesOneDnn()) {
                TanhKernels.backward(context, backward, output, bar, bar);
                return bar;
            }
            INDArray scratch = context.acquire(output.shape());
            backward.multiply(output, output, scratch)
                    .multiply(scratch, bar, scratch)
                    .axpy(-1, scratch, bar);
            context.release(scratch);
            return bar;
        });
    }
}
