package org.kutta.nn.layer;

import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Zeros before and after the features or channels: the shortcut without parameters of a block that widens (He et al. 2016, option A).
 *
 * @param channels size of the output's last axis; what is missing is shared among both sides, the odd one after
 */
public record PadChannels(int channels) implements Layer {

    /**
     * Checks the number.
     *
     * @param channels at least 1
     */
    public PadChannels {
        Checks.atLeast("padded channels", channels, 1);
    }

    @Override
    public String name() {
        return "padChannels(" + channels + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.dim(-1) > channels) {
            throw new IllegalArgumentException(
                    "padChannels expects at most " + channels + " channels but the input is " + input);
        }
        return input.withLast(channels);
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        Shape shape = Shape.ofSamples(input);
        long missing = channels - shape.dim(-1);
        long before = missing / 2;
        if (missing == 0) {
            return new ProgramPlan(input, true, new Program(), (backward, bar, none) -> bar);
        }
        INDArray output = context.allocate(outputShape(shape));
        INDArray after = zeros(context, shape, missing - before);
        Program forward = new Program()
                .add(
                        before == 0
                                ? PreparedOp.join(output, input, after)
                                : PreparedOp.join(output, zeros(context, shape, before), input, after));
        return new ProgramPlan(output, false, forward, (backward, bar, none) -> {
            INDArray inputBar = context.acquire(input.shape());
            backward.add(PreparedOp.part(bar, before, inputBar));
            return inputBar;
        });
    }

    private static INDArray zeros(PlanContext context, Shape shape, long count) {
        return context.shared(0, shape.withLast(count).withBatch(context.batch()));
    }
}
