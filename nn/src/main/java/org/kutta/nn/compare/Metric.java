package org.kutta.nn.compare;

import java.util.function.ToDoubleFunction;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.Loss;
import org.kutta.nn.train.LossPlan;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is measured of a network's outputs to compare solvers: a number averaged over samples, and when two such numbers say the same.
 *
 * <p>A change counts in both directions: an ODE gives the same answers whatever solver computes it well, better ones not excepted.
 */
public interface Metric {

    /** {@return a short name for tables} */
    String name();

    /**
     * Binds the metric to an output array.
     *
     * @param context where buffers come from
     * @param output {@code [batch, output shape]}; read by every call, never written
     * @return takes the labels of the batch, gives the mean over its samples; not finite if an output is not
     */
    ToDoubleFunction<INDArray> bind(PlanContext context, INDArray output);

    /**
     * How much a value differs from another one.
     *
     * @param reference the value to compare with
     * @param value another value
     * @return the change, at least 0, in the unit of {@link #allowedChange}; NaN if a value is not finite
     */
    double change(double reference, double value);

    /** {@return the change up to which two values count as the same} */
    double allowedChange();

    /** {@return the share of samples whose largest output is that of their class, two values counting as the same within 0.05} */
    static Metric accuracy() {
        return accuracy(0.05);
    }

    /**
     * The share of samples whose largest output is that of their class.
     *
     * @param allowedChange difference up to which two shares count as the same, in (0, 1)
     * @return the metric, for outputs and one-hot labels {@code [batch, classes]}
     */
    static Metric accuracy(double allowedChange) {
        Checks.check(allowedChange > 0 && allowedChange < 1, "allowed change", allowedChange, "must be in (0, 1)");
        return new Metric() {
            @Override
            public String name() {
                return "accuracy";
            }

            @Override
            public ToDoubleFunction<INDArray> bind(PlanContext context, INDArray output) {
                return labels ->
                        Shares.right(NativeArrays.toHeap(output), NativeArrays.toHeap(labels), output.size(-1));
            }

            @Override
            public double change(double reference, double value) {
                return Math.abs(value - reference);
            }

            @Override
            public double allowedChange() {
                return allowedChange;
            }
        };
    }

    /**
     * A loss; two values count as the same within a share of the first.
     *
     * @param loss the loss
     * @param allowedChange relative difference up to which two values count as the same, above 0
     * @return the metric
     */
    static Metric loss(Loss loss, double allowedChange) {
        Checks.positive("allowed change", allowedChange);
        return new Metric() {
            @Override
            public String name() {
                return loss.name();
            }

            @Override
            public ToDoubleFunction<INDArray> bind(PlanContext context, INDArray output) {
                LossPlan plan = loss.plan(context, output, context.allocate(output.shape()));
                return plan::lossAndGradient;
            }

            @Override
            public double change(double reference, double value) {
                return reference == value ? 0 : Math.abs(value - reference) / Math.abs(reference);
            }

            @Override
            public double allowedChange() {
                return allowedChange;
            }
        };
    }
}
