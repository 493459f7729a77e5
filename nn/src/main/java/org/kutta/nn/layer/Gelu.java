package org.kutta.nn.layer;

import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The Gaussian error linear unit in its tanh form: {@code y = x (1 + tanh(c (x + 0.044715 x^3))) / 2}, {@code c = sqrt(2 / pi)} (Hendrycks and Gimpel
 * 2016). It differs from the one with the error function by less than 0.0005.
 */
public record Gelu() implements Layer {

    private static final double C = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    @Override
    public String name() {
        return "gelu";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        INDArray tanh = context.allocate(input.shape());
        INDArray output = context.allocate(input.shape());
        Program forward = new Program()
                .multiply(input, input, tanh)
                .scale(C * CUBIC, tanh)
                .op("add", tanh, tanh, context.constant(C))
                .multiply(tanh, input, tanh)
                .op("tanh", tanh, tanh)
                .op("add", output, tanh, context.constant(1))
                .multiply(output, input, output)
                .scale(0.5, output);
        return new ProgramPlan(output, false, forward, (backward, bar, none) -> {
            INDArray inner = context.acquire(input.shape());
            INDArray slope = context.acquire(input.shape());
            // dy/dx = (1 + tanh) / 2 + x (1 - tanh^2) c (1 + 3 CUBIC x^2) / 2
            backward.multiply(input, input, inner)
                    .scale(1.5 * C * CUBIC, inner)
                    .op("add", inner, inner, context.constant(0.5 * C))
                    .multiply(inner, input, inner)
                    .multiply(tanh, tanh, slope)
                    .multiply(slope, inner, slope)
                    .op("subtract", inner, inner, slope)
                    .axpy(0.5, tanh, inner)
                    .op("add", inner, inner, context.constant(0.5))
                    .multiply(bar, inner, bar);
            context.release(slope);
            context.release(inner);
            return bar;
        });
    }
}
