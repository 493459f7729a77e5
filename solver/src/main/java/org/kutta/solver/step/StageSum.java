package org.kutta.solver.step;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** A weighted sum of stages without its zero weights: a row of A, the solution's weights or error weights. */
final class StageSum<S> {

    final double[] weights;
    final S[] stages;
    final int count;

    StageSum(IntToDoubleFunction weight, S[] allStages, int length) {
        double[] nonZero = new double[length];
        S[] used = Arrays.copyOf(allStages, length);
        int n = 0;
        for (int j = 0; j < length; j++) {
            double w = weight.applyAsDouble(j);
            if (w != 0) {
                nonZero[n] = w;
                used[n++] = allStages[j];
            }
        }
        this.weights = Arrays.copyOf(nonZero, n);
        this.stages = Arrays.copyOf(used, n);
        this.count = n;
    }
}
