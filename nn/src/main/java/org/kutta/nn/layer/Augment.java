package org.kutta.nn.layer;

import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Zeros after the last axis: the extra dimensions of an augmented neural ODE (Dupont et al. 2019).
 *
 * @param extra number of zero features or channels
 */
public record Augment(int extra) implements Layer {

    /**
     * Checks the settings.
     *
     * @param extra at least 1
     */
    public Augment {
        Checks.atLeast("augmented dimensions", extra, 1);
    }

    @Override
    public String name() {
        return "augment(" + extra + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input.withLast(input.dim(-1) + extra);
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        Shape shape = Shape.ofSamples(input);
        INDArray output = context.allocate(outputShape(shape));
        INDArray zeros = context.shared(0, shape.withLast(extra).withBatch(context.batch()));
        Program forward = new Program().add(PreparedOp.join(output, input, zeros));
        return new ProgramPlan(output, false, forward, (backward, bar, none) -> {
            INDArray inputBar = context.acquire(input.shape());
            backward.add(PreparedOp.part(bar, 0, inputBar));
            return inputBar;
        });
    }
}
