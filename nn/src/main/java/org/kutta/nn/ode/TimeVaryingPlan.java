package org.kutta.nn.ode;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A time-varying layer bound to a batch. The inner plan reads one array of parameters, which all frames share: it is written anew, for the frame's own time, before
 * each forward and each backward pass.
 */
final class TimeVaryingPlan implements LayerPlan {
    private final PlanContext context;
    private final TimeBasis basis;
    private final NdArraySpace space;
    private final INDArray[] coefficients;
    private final INDArray theta;
    private final LayerPlan plan;
    private final double[] values;
    private final double[] slopes;
    private double time;
    private INDArray[] coefficientBars = {};
    private @Nullable INDArray thetaBar;
    private @Nullable INDArray thetaSlope;

    TimeVaryingPlan(TimeVarying layer, PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        this.context = context;
        this.basis = layer.basis();
        this.space = NdArraySpace.of(context.dataType());
        this.values = new double[basis.size()];
        this.slopes = new double[basis.size()];
        this.coefficients = cut(parameters);
        this.theta = parameters.isEmpty() ? parameters : context.shared(0, coefficients[0].length());
        this.plan = layer.layer().plan(context, input, theta, state);
    }

    private INDArray[] cut(INDArray vector) {
        long length = vector.length() / basis.size();
        INDArray[] parts = new INDArray[vector.isEmpty() ? 0 : basis.size()];
        for (int k = 0; k < parts.length; k++) {
            parts[k] = NativeArrays.slice(vector, k * length, length);
        }
        return parts;
    }

    private void writeTheta() {
        if (coefficients.length > 0) {
            basis.values(time, values);
            space.combine(1, values, coefficients, values.length, theta);
        }
    }

    @Override
    public INDArray output() {
        return plan.output();
    }

    @Override
    public boolean needsOutput() {
        return plan.needsOutput();
    }

    @Override
    public void forward(double t) {
        time = t;
        writeTheta();
        plan.forward(t);
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        if (coefficients.length == 0) {
            return plan.bindBackward(outputBar, parametersBar);
        }
        INDArray bar = context.acquire(theta.shape());
        INDArray slope = context.acquire(theta.shape());
        INDArray inputBar = plan.bindBackward(outputBar, bar);
        context.release(slope);
        context.release(bar);
        coefficientBars = cut(parametersBar);
        thetaBar = bar;
        thetaSlope = slope;
        return inputBar;
    }

    @Override
    public double backward() {
        writeTheta();
        double timeBar = plan.backward();
        return timeBar + (thetaBar == null || thetaSlope == null ? 0 : throughTheta(thetaBar, thetaSlope));
    }

    private double throughTheta(INDArray bar, INDArray slope) {
        for (int k = 0; k < coefficientBars.length; k++) {
            if (values[k] == 0) {
                NativeArrays.setZero(coefficientBars[k]);
            } else {
                NativeArrays.copy(bar, coefficientBars[k]);
                NativeArrays.scale(values[k], coefficientBars[k]);
            }
        }
        basis.slopes(time, slopes);
        for (double one : slopes) {
            if (one != 0) {
                space.combine(1, slopes, coefficients, slopes.length, slope);
                return space.dot(bar, slope);
            }
        }
        return 0;
    }

    @Override
    public Optional<String> firstNonFinite(double t) {
        time = t;
        writeTheta();
        return plan.firstNonFinite(t);
    }

    @Override
    public void commitStatistics() {
        plan.commitStatistics();
    }

    @Override
    public void resample(RandomGenerator random) {
        plan.resample(random);
    }

    @Override
    public long nfeForward() {
        return plan.nfeForward();
    }

    @Override
    public long nfeBackward() {
        return plan.nfeBackward();
    }

    @Override
    public long bytes() {
        return plan.bytes();
    }

    @Override
    public void close() {
        plan.close();
    }
}
