package org.kutta.nn.layer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code y = w x} with a learned factor {@code w}, one for all or one for each feature or channel: a coefficient of a scheme, a gain of a residual branch.
 *
 * <p>A factor outside {@code [lowest, highest]} acts as the nearer bound; its derivative is zero there, so that only what else moves parameters, such as momentum or decay, brings
 * it back.
 *
 * @param perChannel whether each feature or channel has its own factor
 * @param from factors start uniformly distributed from here
 * @param to to here; equal to {@code from} for a fixed start
 * @param lowest lower bound of the factor in use; negative infinity for none
 * @param highest upper bound of the factor in use; positive infinity for none
 */
public record LearnedScale(boolean perChannel, double from, double to, double lowest, double highest) implements Layer {

    /**
     * Checks the settings.
     *
     * @param perChannel whether each feature or channel has its own factor
     * @param from finite
     * @param to finite, at least {@code from}
     * @param lowest less than {@code highest}
     * @param highest greater than {@code lowest}
     */
    public LearnedScale {
        Checks.finite("learned scale start", from);
        Checks.check(to >= from && to < Double.POSITIVE_INFINITY, "learned scale start", to, "must be >= " + from);
        Checks.check(lowest < highest, "learned scale bounds [%s, %s] must be an interval", lowest, highest);
    }

    /**
     * One unbounded factor.
     *
     * @param start what it starts at
     * @return the layer
     */
    public static LearnedScale of(double start) {
        return between(start, start);
    }

    /**
     * One unbounded factor with a random start.
     *
     * @param from least start
     * @param to greatest start
     * @return the layer
     */
    public static LearnedScale between(double from, double to) {
        return new LearnedScale(false, from, to, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** {@return the same layer with a factor for each feature or channel} */
    public LearnedScale forEachChannel() {
        return new LearnedScale(true, from, to, lowest, highest);
    }

    /**
     * The same layer with bounds.
     *
     * @param lowest lower bound
     * @param highest upper bound
     * @return the layer
     */
    public LearnedScale within(double lowest, double highest) {
        return new LearnedScale(perChannel, from, to, lowest, highest);
    }

    @Override
    public String name() {
        return "learnedScale";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return List.of(
                new ParameterGroup("factor", ParameterRole.COEFFICIENT, Shape.of(perChannel ? input.dim(-1) : 1)));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        double[] values = new double[perChannel ? Math.toIntExact(input.dim(-1)) : 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = from + (to - from) * random.nextDouble();
        }
        return values;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        long channels = input.size(-1);
        INDArray output = context.allocate(input.shape());
        INDArray row = context.allocate(channels);
        INDArray ones = context.ones(channels);
        Program forward = new Program();
        INDArray factor = row;
        if (perChannel) {
            forward.copy(parameters, row);
        } else {
            forward.matmul(row(parameters), false, ones, false, 1, 0, row(row));
        }
        if (lowest > Double.NEGATIVE_INFINITY) {
            forward.op("maximum", row, row, context.constant(lowest));
        }
        if (highest < Double.POSITIVE_INFINITY) {
            forward.op("minimum", row, row, context.constant(highest));
        }
        forward.multiply(input, row, output);
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray factorBar = perChannel ? parametersBar : context.acquire(channels);
            Columns.sumOfProducts(context, backward, 1, bar, input, factorBar);
            if (!perChannel) {
                backward.matmul(row(factorBar), false, row(ones), true, 1, 0, row(parametersBar));
                context.release(factorBar);
            }
            cutOutside(context, backward, parameters, parametersBar);
            backward.multiply(bar, factor, bar);
            return bar;
        });
    }

    /** Multiplies by 1 within the bounds, 0 outside. */
    private void cutOutside(PlanContext context, Program backward, INDArray parameters, INDArray parametersBar) {
        INDArray distance = context.acquire(parameters.length());
        INDArray mask = context.acquire(parameters.length());
        if (lowest > Double.NEGATIVE_INFINITY) {
            backward.op("subtract", distance, parameters, context.constant(lowest))
                    .step(distance, mask)
                    .multiply(parametersBar, mask, parametersBar);
        }
        if (highest < Double.POSITIVE_INFINITY) {
            backward.op("subtract", distance, parameters, context.constant(highest))
                    .scale(-1, distance)
                    .step(distance, mask)
                    .multiply(parametersBar, mask, parametersBar);
        }
        context.release(mask);
        context.release(distance);
    }

    private static INDArray row(INDArray vector) {
        return NativeArrays.view(vector, 1, vector.length());
    }
}
