package org.kutta.nn.layer;

import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Maximum over windows of an image, without padding: rows and columns that fill no window are left out. A window that holds a value which is not finite
 * gives NaN.
 *
 * @param size height and width of the window
 * @param stride step between windows
 */
public record MaxPool2d(int size, int stride) implements Layer {

    /**
     * Checks the settings.
     *
     * @param size at least 1
     * @param stride at least 1
     */
    public MaxPool2d {
        Checks.atLeast("pool size", size, 1);
        Checks.atLeast("pool stride", stride, 1);
    }

    /**
     * Windows side by side.
     *
     * @param size height and width of the window, and the step between windows
     * @return the layer
     */
    public static MaxPool2d of(int size) {
        return new MaxPool2d(size, size);
    }

    @Override
    public String name() {
        return "maxPool(" + size + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return Images.pooled("maxPool", input, size, stride);
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        INDArray output = context.allocate(outputShape(Shape.ofSamples(input)));
        // The native maximum skips NaN. Adding 0 times the mean brings it to light; BLAS would skip the factor 0, this
        // operation does not.
        INDArray means = context.acquire(output.shape());
        Program forward = new Program()
                .add(PreparedOp.of("maxpool2d", output, input).integers(Images.poolArguments(size, size, stride)))
                .add(PreparedOp.of("avgpool2d", means, input).integers(Images.poolArguments(size, size, stride)))
                .add(PreparedOp.of("axpy", output, output, means).reals(0));
        context.release(means);
        return new ProgramPlan(output, false, forward, (backward, bar, none) -> {
            INDArray inputBar = context.acquire(input.shape());
            backward.add(PreparedOp.of("maxpool2d_bp", inputBar, input, bar)
                    .integers(Images.poolArguments(size, size, stride)));
            return inputBar;
        });
    }
}
