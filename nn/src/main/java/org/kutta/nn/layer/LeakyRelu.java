package org.kutta.nn.layer;

import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The leaky rectifier: {@code x} where positive, {@code slope x} elsewhere.
 *
 * @param slope derivative for negative arguments, in (0, 1)
 */
public record LeakyRelu(double slope) implements PointwiseLayer {

    /**
     * Checks the settings.
     *
     * @param slope in (0, 1)
     */
    public LeakyRelu {
        Checks.check(slope > 0 && slope < 1, "leaky ReLU slope", slope, "must be in (0, 1)");
    }

    /** {@return the leaky rectifier of slope 0.01} */
    public static LeakyRelu of() {
        return new LeakyRelu(0.01);
    }

    @Override
    public String name() {
        return "leakyRelu";
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray output) {
        INDArray positive = context.acquire(input.shape());
        Program forward = new Program()
                .add(PreparedOp.of("relu", positive, input).reals(0))
                .multiply(input, context.constant(slope), output)
                .axpy(1 - slope, positive, output);
        context.release(positive);
        return new ProgramPlan(output, true, forward, (backward, bar, none) -> {
            INDArray factor = context.acquire(output.shape());
            backward.step(output, factor)
                    .scale(1 - slope, factor)
                    .op("add", factor, factor, context.constant(slope))
                    .multiply(bar, factor, bar);
            context.release(factor);
            return bar;
        });
    }
}
