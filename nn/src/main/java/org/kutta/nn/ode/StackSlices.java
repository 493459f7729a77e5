package org.kutta.nn.ode;

import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.tableau.ButcherTableau;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the sub-networks of a {@link StackWeights#PER_STAGE} stack have their parameters and states: used stages by step, then the layer after the sum. */
final class StackSlices {
    private final ButcherTableau tableau;
    private final long subnetParameters;
    private final long subnetState;
    private final long afterParameters;
    private final long afterState;

    StackSlices(RungeKuttaStack stack, Shape shape) {
        this.tableau = stack.tableau();
        this.subnetParameters = stack.subnet().parameterCount(shape);
        this.subnetState = stack.subnet().stateCount(shape);
        this.afterParameters =
                stack.afterSum().map(layer -> layer.parameterCount(shape)).orElse(0L);
        this.afterState = stack.afterSum().map(layer -> layer.stateCount(shape)).orElse(0L);
    }

    INDArray ofStage(INDArray parameters, int step, int stage) {
        return slice(parameters, step, position(stage), subnetParameters, afterParameters, subnetParameters);
    }

    INDArray stateOfStage(INDArray state, int step, int stage) {
        return slice(state, step, position(stage), subnetState, afterState, subnetState);
    }

    INDArray ofAfter(INDArray parameters, int step) {
        return slice(parameters, step, tableau.stackStages(), subnetParameters, afterParameters, afterParameters);
    }

    INDArray stateOfAfter(INDArray state, int step) {
        return slice(state, step, tableau.stackStages(), subnetState, afterState, afterState);
    }

    private int position(int stage) {
        int position = 0;
        for (int i = 0; i < stage; i++) {
            position += tableau.isUsed(i) ? 1 : 0;
        }
        return position;
    }

    private INDArray slice(INDArray vector, int step, int position, long perStage, long perAfter, long length) {
        long offset = step * (tableau.stackStages() * perStage + perAfter) + position * perStage;
        return NativeArrays.slice(vector, offset, length);
    }
}
