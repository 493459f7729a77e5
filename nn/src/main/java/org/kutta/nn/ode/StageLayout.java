package org.kutta.nn.ode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.tableau.ButcherTableau;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where sub-networks of their own have their parameters and states: step by step, the evaluated stages in their order, then the layer after the sum.
 *
 * @param evaluated by stage, whether it has a sub-network
 * @param steps number of steps
 * @param subnet the sub-network
 * @param afterSum the layer after each sum
 */
record StageLayout(List<Boolean> evaluated, int steps, Layer subnet, Optional<Layer> afterSum) {

    /** The stages that the solution needs. */
    static List<Boolean> usedBy(ButcherTableau tableau) {
        List<Boolean> used = new ArrayList<>();
        for (int i = 0; i < tableau.stages(); i++) {
            used.add(tableau.isUsed(i));
        }
        return used;
    }

    private int stagesPerStep() {
        return position(evaluated.size());
    }

    private int position(int stage) {
        int position = 0;
        for (int i = 0; i < stage; i++) {
            position += evaluated.get(i) ? 1 : 0;
        }
        return position;
    }

    List<ParameterGroup> groups(Function<Layer, List<ParameterGroup>> kind) {
        List<ParameterGroup> groups = new ArrayList<>();
        for (int n = 0; n < steps; n++) {
            for (int i = 0; i < evaluated.size(); i++) {
                if (evaluated.get(i)) {
                    String stage = "step" + n + ".stage" + i;
                    kind.apply(subnet).forEach(group -> groups.add(group.within(stage)));
                }
            }
            String after = "step" + n + ".after";
            afterSum.ifPresent(layer -> kind.apply(layer).forEach(group -> groups.add(group.within(after))));
        }
        return groups;
    }

    double[] values(Function<Layer, double[]> start) {
        List<double[]> parts = new ArrayList<>();
        for (int n = 0; n < steps; n++) {
            for (int i = 0; i < stagesPerStep(); i++) {
                parts.add(start.apply(subnet));
            }
            afterSum.ifPresent(layer -> parts.add(start.apply(layer)));
        }
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** The slices of vectors that are laid out so. */
    Slices of(Shape shape) {
        return new Slices(
                this,
                subnet.parameterCount(shape),
                subnet.stateCount(shape),
                afterSum.map(layer -> layer.parameterCount(shape)).orElse(0L),
                afterSum.map(layer -> layer.stateCount(shape)).orElse(0L));
    }

    /** Slices for sub-networks of known sizes. */
    record Slices(StageLayout layout, long parameters, long state, long afterParameters, long afterState) {

        INDArray ofStage(INDArray vector, int step, int stage) {
            return slice(vector, step, layout.position(stage), parameters, afterParameters, parameters);
        }

        INDArray stateOfStage(INDArray vector, int step, int stage) {
            return slice(vector, step, layout.position(stage), state, afterState, state);
        }

        INDArray ofAfter(INDArray vector, int step) {
            return slice(vector, step, layout.stagesPerStep(), parameters, afterParameters, afterParameters);
        }

        INDArray stateOfAfter(INDArray vector, int step) {
            return slice(vector, step, layout.stagesPerStep(), state, afterState, afterState);
        }

        private INDArray slice(INDArray vector, int step, int position, long perStage, long perAfter, long length) {
            long offset = step * (layout.stagesPerStep() * perStage + perAfter) + position * perStage;
            return NativeArrays.slice(vector, offset, length);
        }
    }
}
