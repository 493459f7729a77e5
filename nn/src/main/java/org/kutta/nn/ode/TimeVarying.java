package org.kutta.nn.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer whose parameters depend on the time at which it is evaluated: {@code f(t, y; theta(t))} with {@code theta(t) = sum phi_k(t) W_k}.
 *
 * <p>The coefficients {@code W_k} are what is trained; each is as large as the layer's parameters, and its groups are named {@code basis0.…}, {@code basis1.…}, ….
 * They start so that {@code theta} does not depend on time: the start of the layer itself, the same at all times. The state is that of the layer. The pullback reads
 * one number from the device where the basis has a slope: the cotangent of the time.
 *
 * @param layer what is evaluated
 * @param basis how its parameters depend on time
 */
public record TimeVarying(Layer layer, TimeBasis basis) implements Layer {

    @Override
    public String name() {
        return "timeVarying(" + basis.name() + " " + basis.size() + ", " + layer.name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return layer.outputShape(input);
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        List<ParameterGroup> groups = new ArrayList<>();
        for (int k = 0; k < basis.size(); k++) {
            String function = "basis" + k;
            layer.parameters(input).forEach(group -> groups.add(group.within(function)));
        }
        return groups;
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        return layer.state(input);
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        double[] start = layer.initialParameters(input, random);
        double[] one = basis.one();
        double[] all = new double[start.length * one.length];
        for (int k = 0; k < one.length; k++) {
            for (int i = 0; i < start.length; i++) {
                all[k * start.length + i] = one[k] * start[i];
            }
        }
        return all;
    }

    @Override
    public double[] initialState(Shape input) {
        return layer.initialState(input);
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        return List.of(LayerPart.once(layer, input));
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return new TimeVaryingPlan(this, context, input, parameters, state);
    }
}
