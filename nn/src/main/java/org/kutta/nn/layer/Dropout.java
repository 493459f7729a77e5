package org.kutta.nn.layer;

import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dropout: in {@link Mode#TRAIN} each component is set to zero with probability {@code rate} and the others divided by {@code 1 - rate}; in
 * {@link Mode#EVALUATE} nothing happens.
 *
 * <p>The mask belongs to the binding: all frames share it, so that every evaluation of one solve meets the same function. {@link LayerPlan#resample} draws it; before
 * the first call nothing is dropped.
 *
 * @param rate probability to drop a component, in [0, 1)
 */
public record Dropout(double rate) implements Layer {

    /**
     * Checks the settings.
     *
     * @param rate in [0, 1)
     */
    public Dropout {
        Checks.check(rate >= 0 && rate < 1, "dropout rate", rate, "must be in [0, 1)");
    }

    @Override
    public String name() {
        return "dropout(" + rate + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        if (context.mode() == Mode.EVALUATE || rate == 0) {
            return new ProgramPlan(input, true, new Program(), (backward, bar, none) -> bar);
        }
        INDArray mask = context.shared(1, input.shape());
        INDArray output = context.allocate(input.shape());
        Program forward = new Program().multiply(input, mask, output);
        return new ProgramPlan(output, false, forward, (backward, bar, none) -> {
                    backward.multiply(bar, mask, bar);
                    return bar;
                })
                .withResample(random -> draw(random, mask));
    }

    private void draw(RandomGenerator random, INDArray mask) {
        double[] values = new double[Math.toIntExact(mask.length())];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < rate ? 0 : 1 / (1 - rate);
        }
        NativeArrays.write(values, mask);
    }
}
