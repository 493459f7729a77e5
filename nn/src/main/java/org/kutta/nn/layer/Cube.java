package org.kutta.nn.layer;

import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The third power of each component: before a network, it suits a cubic field, such as that of a spiral. */
public record Cube() implements Layer {

    @Override
    public String name() {
        return "cube";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        INDArray output = context.allocate(input.shape());
        Program forward = new Program().multiply(input, input, output).multiply(output, input, output);
        return new ProgramPlan(output, false, forward, (backward, bar, none) -> {
            INDArray square = context.acquire(input.shape());
            backward.multiply(input, input, square).multiply(bar, square, bar).scale(3, bar);
            context.release(square);
            return bar;
        });
    }
}
