package org.kutta.nn.layer;

import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Mean of each channel over the whole image: {@code [height, width, channels]} to {@code [channels]}. */
public record GlobalAveragePool() implements Layer {

    @Override
    public String name() {
        return "globalAveragePool";
    }

    @Override
    public Shape outputShape(Shape input) {
        Images.check("globalAveragePool", 0, input);
        return Shape.of(input.dim(2));
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        INDArray output = context.allocate(input.size(0), input.size(3));
        Program forward = new Program().add(Images.channelMeans(input, output));
        return new ProgramPlan(output, false, forward, (backward, bar, none) -> {
            INDArray inputBar = context.acquire(input.shape());
            INDArray pixels = NativeArrays.view(bar, input.size(0), 1, 1, input.size(3));
            backward.add(PreparedOp.of("avgpool2d_bp", inputBar, input, pixels)
                    .integers(Images.poolArguments(input.size(1), input.size(2), 1)));
            return inputBar;
        });
    }
}
