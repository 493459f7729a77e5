package org.kutta.nn.layer;

import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log1p;

/**
 * The smooth rectifier {@code log(1 + exp(x))}, computed as {@code max(x, 0) + log1p(exp(-|x|))}, which does not overflow. Its derivative is
 * {@code 1 - exp(-y)}.
 */
public record Softplus() implements PointwiseLayer {

    @Override
    public String name() {
        return "softplus";
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray output) {
        INDArray tail = context.acquire(input.shape());
        Program forward = new Program()
                .legacy(new Abs(input, tail))
                .scale(-1, tail)
                .legacy(new Exp(tail, tail))
                .legacy(new Log1p(tail, tail))
                .add(PreparedOp.of("relu", output, input).reals(0))
                .axpy(1, tail, output);
        context.release(tail);
        return new ProgramPlan(output, true, forward, (backward, bar, none) -> {
            INDArray slope = context.acquire(output.shape());
            backward.copy(output, slope)
                    .scale(-1, slope)
                    .legacy(new Expm1(slope, slope))
                    .scale(-1, slope)
                    .multiply(bar, slope, bar);
            context.release(slope);
            return bar;
        });
    }
}
