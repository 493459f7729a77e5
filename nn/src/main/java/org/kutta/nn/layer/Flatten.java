package org.kutta.nn.layer;

import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** All axes of a sample as one, {@code [batch, height, width, channels]} to {@code [batch, height * width * channels]}: the same memory. */
public record Flatten() implements Layer {

    @Override
    public String name() {
        return "flatten";
    }

    @Override
    public Shape outputShape(Shape input) {
        return Shape.of(input.size());
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        INDArray output = NativeArrays.view(input, input.size(0), input.length() / input.size(0));
        // The output is the producer's own memory: whether that may be overwritten is not known here.
        return new ProgramPlan(
                output, true, new Program(), (backward, bar, none) -> NativeArrays.view(bar, input.shape()));
    }
}
