package org.kutta.nn.layer;

import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The identity: the branch that passes its input on, as in {@code Concat.of(new Identity(), block)}. */
public record Identity() implements Layer {

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return new ProgramPlan(input, true, new Program(), (backward, bar, none) -> bar);
    }
}
