package org.kutta.nn.layer;

import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The same numbers in another shape, row-major: an image {@code [height, width, channels]} as the sequence {@code [height * width, channels]} of its pixels. The same memory.
 *
 * @param shape shape of one output sample
 */
public record Reshape(Shape shape) implements Layer {

    @Override
    public String name() {
        return "reshape(" + shape + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        Checks.check(
                input.size() == shape.size(),
                "reshape expects %s numbers a sample for %s but the input is %s",
                shape.size(),
                shape,
                input);
        return shape;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        INDArray output = NativeArrays.view(input, shape.withBatch(input.size(0)));
        // The output is the producer's own memory: whether that may be overwritten is not known here.
        return new ProgramPlan(
                output, true, new Program(), (backward, bar, none) -> NativeArrays.view(bar, input.shape()));
    }
}
