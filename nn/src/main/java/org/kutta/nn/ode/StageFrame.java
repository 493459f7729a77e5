package org.kutta.nn.ode;

import org.jspecify.annotations.Nullable;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The frame of one sub-network: its input, its plan, and the ends of its backward pass. */
final class StageFrame {
    final INDArray input;
    final LayerPlan plan;
    private @Nullable INDArray outputBar;
    private @Nullable INDArray inputBar;
    /** Adds the cotangent of the input to {@link #sumTarget}: by all threads, which level-1 BLAS does not. */
    private @Nullable PreparedOp sum;

    private @Nullable INDArray sumTarget;

    StageFrame(INDArray input, LayerPlan plan) {
        this.input = input;
        this.plan = plan;
    }

    void evaluate(double t, INDArray y, INDArray dydt) {
        if (y != input) {
            NativeArrays.copy(y, input);
        }
        plan.forward(t);
        if (plan.output() != dydt) {
            NativeArrays.copy(plan.output(), dydt);
        }
    }

    /** Its scratch is given back at once: no other sub-network runs between the two ends of this one's backward pass. */
    void bindBackward(PlanContext context, INDArray parametersBar) {
        INDArray top = context.acquire(plan.output().shape());
        INDArray bottom = plan.bindBackward(top, parametersBar);
        context.release(bottom);
        context.release(top);
        outputBar = top;
        inputBar = bottom;
    }

    /** The array from which the backward pass reads the output's cotangent, and over which it may write. */
    INDArray outputBar() {
        return bound(outputBar);
    }

    double pullback(INDArray cotangent, INDArray yBar) {
        INDArray top = bound(outputBar);
        if (cotangent != top) {
            NativeArrays.copy(cotangent, top);
        }
        double timeBar = plan.backward();
        if (sum == null || yBar != sumTarget) {
            sum = PreparedOp.of("add", yBar, yBar, bound(inputBar));
            sumTarget = yBar;
        }
        sum.run();
        return timeBar;
    }

    private static INDArray bound(@Nullable INDArray array) {
        if (array == null) {
            throw new IllegalStateException("the backward pass is not bound");
        }
        return array;
    }
}
