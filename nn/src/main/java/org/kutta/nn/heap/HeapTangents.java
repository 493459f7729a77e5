package org.kutta.nn.heap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Changes of a pass, and of its pullback, along a direction; buffers shared by the linearizations of one bound field. */
final class HeapTangents {
    private final Step[] steps;
    private final int batch;
    private final Scratch scratch;
    private final double[][] dots;
    private final double[][] bars;
    private final double[][] barDots;

    HeapTangents(Step[] steps, int batch, int features, Scratch scratch) {
        this.steps = steps;
        this.batch = batch;
        this.scratch = scratch;
        this.dots = buffers(features);
        this.bars = buffers(features);
        this.barDots = buffers(features);
    }

    private double[][] buffers(int features) {
        double[][] result = new double[steps.length + 1][];
        result[0] = new double[batch * features];
        for (int k = 0; k < steps.length; k++) {
            result[k + 1] = new double[batch * steps[k].outputs()];
        }
        return result;
    }

    private static void set(double @Nullable [] source, double[] target) {
        if (source == null) {
            Arrays.fill(target, 0);
        } else {
            System.arraycopy(source, 0, target, 0, target.length);
        }
    }

    /** {@return the change of the output, live} */
    double[] tangent(
            double t, double[][] values, double tDot, double @Nullable [] yDot, double @Nullable [] parametersDot) {
        set(yDot, dots[0]);
        for (int k = 0; k < steps.length; k++) {
            steps[k].tangent(t, values[k], values[k + 1], dots[k], parametersDot, tDot, dots[k + 1], batch, scratch);
        }
        return dots[steps.length];
    }

    /** {@return the change of the input's cotangent, live; that of the parameters is added} */
    double[] pullbackTangent(
            double t,
            double[][] values,
            double[] cotangent,
            double @Nullable [] yDot,
            double @Nullable [] parametersDot,
            double @Nullable [] parametersBarDot) {
        tangent(t, values, 0, yDot, parametersDot);
        set(cotangent, bars[steps.length]);
        set(null, barDots[steps.length]);
        for (int k = steps.length - 1; k >= 0; k--) {
            Step step = steps[k];
            double[] x = values[k];
            double[] z = values[k + 1];
            step.pullback(x, z, bars[k + 1], bars[k], 0, batch, scratch);
            step.pullback(x, z, barDots[k + 1], barDots[k], 0, batch, scratch);
            if (parametersBarDot != null) {
                for (int piece = 0; piece < step.pieces(); piece++) {
                    step.pullbackParameters(t, x, barDots[k + 1], batch, parametersBarDot, piece, scratch);
                }
            }
            step.pullbackChange(
                    x, z, dots[k], parametersDot, bars[k + 1], barDots[k], parametersBarDot, batch, scratch);
        }
        return barDots[0];
    }
}
