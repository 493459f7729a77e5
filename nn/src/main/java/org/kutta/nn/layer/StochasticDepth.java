package org.kutta.nn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A residual branch that is dropped at random (Huang et al. 2016): in {@link Mode#TRAIN} its output is multiplied by 0 with probability {@code 1 - survival} and by
 * {@code 1 / survival} otherwise, for the whole batch at once; in {@link Mode#EVALUATE} it is the branch itself.
 *
 * <p>The coin belongs to the binding and is tossed by {@link LayerPlan#resample}; before the first call the branch is kept as it is. A dropped branch is evaluated all the
 * same, so that no number is read from the device; a value in it that is not finite still shows.
 *
 * @param branch the branch
 * @param survival probability to keep it, in (0, 1]
 */
public record StochasticDepth(Layer branch, double survival) implements Layer {

    /**
     * Checks the settings.
     *
     * @param branch the branch
     * @param survival in (0, 1]
     */
    public StochasticDepth {
        Checks.check(survival > 0 && survival <= 1, "survival probability", survival, "must be in (0, 1]");
    }

    @Override
    public String name() {
        return "stochasticDepth(" + survival + ", " + branch.name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return branch.outputShape(input);
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return branch.parameters(input);
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        return branch.state(input);
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return branch.initialParameters(input, random);
    }

    @Override
    public double[] initialState(Shape input) {
        return branch.initialState(input);
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        return List.of(LayerPart.once(branch, input));
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        LayerPlan plan = branch.plan(context, input, parameters, state);
        if (context.mode() == Mode.EVALUATE || survival == 1) {
            return plan;
        }
        INDArray kept = plan.output();
        INDArray output = plan.needsOutput() ? context.allocate(kept.shape()) : kept;
        // A row, by which the native product is fast, not one number, by which it is slow.
        INDArray coin = context.shared(1, kept.size(-1));
        Program multiply = new Program().multiply(kept, coin, output);
        WrappedPlan.Transpose transpose = (before, after, bar, parametersBar) -> {
            before.multiply(bar, coin, bar);
            return plan.bindBackward(bar, parametersBar);
        };
        return new WrappedPlan(plan, output, t -> multiply.run(), transpose, () -> 0)
                .withResample(random -> toss(random, coin));
    }

    private void toss(RandomGenerator random, INDArray coin) {
        double[] row = new double[Math.toIntExact(coin.length())];
        Arrays.fill(row, random.nextDouble() < survival ? 1 / survival : 0);
        NativeArrays.write(row, coin);
    }
}
