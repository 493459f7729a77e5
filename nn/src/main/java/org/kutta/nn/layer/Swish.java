package org.kutta.nn.layer;

import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Swish, also called SiLU: {@code x sigmoid(x)}. With {@code s = sigmoid(x)} the derivative is {@code s + y (1 - s)}. */
public record Swish() implements Layer {

    @Override
    public String name() {
        return "swish";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        INDArray sigmoid = context.allocate(input.shape());
        INDArray output = context.allocate(input.shape());
        Program forward = new Program();
        Sigmoid.write(context, forward, input, sigmoid);
        forward.multiply(input, sigmoid, output);
        return new ProgramPlan(output, true, forward, (backward, bar, none) -> {
            INDArray slope = context.acquire(input.shape());
            backward.multiply(output, sigmoid, slope)
                    .op("subtract", slope, output, slope)
                    .axpy(1, sigmoid, slope)
                    .multiply(bar, slope, bar);
            context.release(slope);
            return bar;
        });
    }
}
