package org.kutta.nn.layer;

import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;

/**
 * The exponential linear unit: {@code x} where positive, {@code alpha (exp(x) - 1)} elsewhere (Clevert et al. 2016).
 *
 * @param alpha minus the limit for large negative arguments, greater than 0
 */
public record Elu(double alpha) implements PointwiseLayer {

    /**
     * Checks the settings.
     *
     * @param alpha greater than 0
     */
    public Elu {
        Checks.positive("ELU alpha", alpha);
    }

    /** {@return the unit of alpha 1, whose derivative is continuous} */
    public static Elu of() {
        return new Elu(1);
    }

    @Override
    public String name() {
        return "elu";
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray output) {
        INDArray positive = context.acquire(input.shape());
        INDArray negative = context.acquire(input.shape());
        // min(x, 0) as x - max(x, 0): the native minimum turns NaN into 0.
        Program forward = new Program()
                .add(PreparedOp.of("relu", positive, input).reals(0))
                .op("subtract", negative, input, positive)
                .legacy(new Expm1(negative, negative))
                .copy(positive, output)
                .axpy(alpha, negative, output);
        context.release(negative);
        context.release(positive);
        return new ProgramPlan(output, true, forward, (backward, bar, none) -> {
            INDArray slope = context.acquire(output.shape());
            INDArray step = context.acquire(output.shape());
            // min(y, 0) + alpha, and where y > 0 one instead of alpha
            backward.add(PreparedOp.of("relu", step, output).reals(0))
                    .op("subtract", slope, output, step)
                    .op("add", slope, slope, context.constant(alpha));
            if (alpha != 1) {
                backward.step(output, step).axpy(1 - alpha, step, slope);
            }
            backward.multiply(bar, slope, bar);
            context.release(step);
            context.release(slope);
            return bar;
        });
    }
}
