package org.kutta.nn.scheme;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer that is a {@link Formula} over others. */
interface FormulaLayer extends Layer {

    /**
     * Writes the formula.
     *
     * @param formula receives the sub-networks, in the order of their parameters
     * @param x the input
     * @return the output, made from {@code x} and not {@code x} itself
     */
    Formula.Node write(Formula formula, Formula.Node x);

    @Override
    default Shape outputShape(Shape input) {
        return Formula.of(this, input).output().shape();
    }

    @Override
    default List<ParameterGroup> parameters(Shape input) {
        List<ParameterGroup> groups = new ArrayList<>();
        for (Formula.Part part : Formula.of(this, input).parts()) {
            part.layer().parameters(part.input()).forEach(group -> groups.add(group.within(part.name())));
        }
        return groups;
    }

    @Override
    default List<ParameterGroup> state(Shape input) {
        List<ParameterGroup> groups = new ArrayList<>();
        for (Formula.Part part : Formula.of(this, input).parts()) {
            part.layer().state(part.input()).forEach(group -> groups.add(group.within(part.name())));
        }
        return groups;
    }

    @Override
    default double[] initialParameters(Shape input, RandomGenerator random) {
        return Formula.of(this, input).parts().stream()
                .flatMapToDouble(part -> Arrays.stream(part.layer().initialParameters(part.input(), random)))
                .toArray();
    }

    @Override
    default double[] initialState(Shape input) {
        return Formula.of(this, input).parts().stream()
                .flatMapToDouble(part -> Arrays.stream(part.layer().initialState(part.input())))
                .toArray();
    }

    @Override
    default List<LayerPart> parts(Shape input) {
        return Formula.of(this, input).layerParts();
    }

    @Override
    default LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return new FormulaPlan(this, context, input, parameters, state);
    }
}
