package org.kutta.nn.layer;

import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Nearest-neighbour enlargement: every pixel becomes {@code factor x factor} pixels. It is {@code factor}<sup>2</sup> times the transpose of average pooling and
 * computed so, fifty times as fast as the operation of that name.
 *
 * @param factor enlargement of height and width
 */
public record Upsample2d(int factor) implements Layer {

    /**
     * Checks the settings.
     *
     * @param factor at least 1
     */
    public Upsample2d {
        Checks.atLeast("upsampling factor", factor, 1);
    }

    @Override
    public String name() {
        return "upsample(" + factor + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        Images.check("upsample", 0, input);
        return Shape.of(input.dim(0) * factor, input.dim(1) * factor, input.dim(2));
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        INDArray output = context.allocate(outputShape(Shape.ofSamples(input)));
        double area = factor * (double) factor;
        Program forward = new Program()
                .add(PreparedOp.of("avgpool2d_bp", output, output, input)
                        .integers(Images.poolArguments(factor, factor, factor)))
                .scale(area, output);
        return new ProgramPlan(output, false, forward, (backward, bar, none) -> {
            INDArray inputBar = context.acquire(input.shape());
            backward.add(PreparedOp.of("avgpool2d", inputBar, bar)
                            .integers(Images.poolArguments(factor, factor, factor)))
                    .scale(area, inputBar);
            return inputBar;
        });
    }
}
