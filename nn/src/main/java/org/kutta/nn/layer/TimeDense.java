package org.kutta.nn.layer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense layer that sees the time as one more input: {@code y = [x, t] W + b}, computed as {@code x W + b + t w} with {@code w [1, units]}.
 *
 * <p>Its pullback reads one number from the device: the cotangent of the time.
 *
 * @param dense the layer without time
 */
public record TimeDense(Dense dense) implements AffineLayer {

    /**
     * A dense layer with bias and time.
     *
     * @param units size of the output's last axis
     * @return the layer
     */
    public static TimeDense of(int units) {
        return new TimeDense(Dense.of(units));
    }

    @Override
    public String name() {
        return "timeDense(" + dense.units() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return dense.outputShape(input);
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return Groups.append(
                dense.parameters(input),
                new ParameterGroup("time", ParameterRole.DENSE_WEIGHT, Shape.of(1, dense.units())));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        int units = dense.units();
        int fanIn = Math.toIntExact(input.dim(-1)) + 1;
        double[] inner = dense.initialParameters(input, random);
        return Groups.append(inner, dense.initializer().sample(fanIn, units, units, random));
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        return List.of(LayerPart.once(dense, input));
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        if (context.usesOneDnn()) {
            INDArray results = context.allocate(Shape.ofSamples(input).withLast(dense.units()));
            return planInto(context, input, parameters, state, results);
        }
        int units = dense.units();
        long count = parameters.length() - units;
        LayerPlan plan = dense.plan(context, input, NativeArrays.slice(parameters, 0, count), state);
        INDArray output = plan.output();
        long rows = output.length() / units;
        TimeTerm term = new TimeTerm(
                context, NativeArrays.slice(parameters, count, units), NativeArrays.view(output, rows, units));
        WrappedPlan.Transpose transpose = (before, after, bar, parametersBar) -> {
            INDArray timeWeightBar = NativeArrays.slice(parametersBar, count, units);
            term.bindBackward(before, NativeArrays.view(bar, rows, units), timeWeightBar);
            return plan.bindBackward(bar, NativeArrays.slice(parametersBar, 0, count));
        };
        return new WrappedPlan(plan, output, term::forward, transpose, term::timeBar);
    }

    @Override
    public LayerPlan planInto(
            PlanContext context, INDArray input, INDArray parameters, INDArray state, INDArray output) {
        return context.usesOneDnn()
                ? planDirect(context, input, parameters, false, output)
                : AffineLayer.super.planInto(context, input, parameters, state, output);
    }

    @Override
    public LayerPlan planDirect(
            PlanContext context, INDArray input, INDArray parameters, boolean tanh, INDArray output) {
        return new DirectDense(context, dense, input, parameters, true, tanh, output);
    }
}
