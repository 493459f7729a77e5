package org.kutta.nn.flow;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.TangentLinearization;
import org.kutta.solver.ProductState;

/** A {@link FlowField} with the buffers of one batch size. */
final class BoundFlow implements BoundField<ProductState<double[]>> {
    private final FlowField flow;
    private final BoundField<double[]> bound;
    private final TangentLinearization<double[]> own;
    private final int batch;
    private final int features;
    private final double kinetic;
    private final double jacobian;
    private final double weight;
    private final double[][] directions;
    /** {@code J v} for one direction after the other. */
    private final double[] tangent;

    private final double[] cotangent;
    private long drawn;
    private boolean empty = true;

    BoundFlow(FlowField flow, BoundField<double[]> bound, int batch) {
        this.flow = flow;
        this.bound = bound;
        this.batch = batch;
        this.features = flow.features();
        this.kinetic = flow.penalty().kinetic() / features;
        this.jacobian = flow.penalty().jacobian() / features;
        this.weight = flow.trace().weight();
        this.own = newInner();
        this.directions = new double[flow.trace().directions(features)][batch * features];
        this.tangent = new double[batch * features];
        this.cotangent = new double[batch * features];
    }

    private TangentLinearization<double[]> newInner() {
        Linearization<double[]> linearization = bound.newLinearization();
        if (linearization instanceof TangentLinearization<double[]> tangents) {
            return tangents;
        }
        linearization.close();
        bound.close();
        throw new IllegalArgumentException(
                "the field of a flow must have linearizations with tangents: take a network on the heap");
    }

    private double[][] directions() {
        if (empty || (flow.trace().isRandom() && drawn != flow.seed())) {
            drawn = flow.seed();
            flow.trace().fill(directions, features, drawn);
            empty = false;
        }
        return directions;
    }

    @Override
    public void evaluate(double t, ProductState<double[]> y, ProductState<double[]> dydt) {
        evaluateWith(own, t, y, dydt);
    }

    private void evaluateWith(
            TangentLinearization<double[]> at, double t, ProductState<double[]> y, ProductState<double[]> dydt) {
        double[] f = dydt.part(0);
        double[] volume = dydt.part(1);
        double[] penalty = dydt.part(2);
        at.at(t, y.part(0), f);
        for (int row = 0; row < batch; row++) {
            volume[row] = 0;
            penalty[row] = kinetic == 0 ? 0 : kinetic * rowDot(f, f, row);
        }
        for (double[] direction : directions()) {
            at.tangent(0, direction, null, tangent);
            for (int row = 0; row < batch; row++) {
                volume[row] += weight * rowDot(direction, tangent, row);
                if (jacobian != 0) {
                    penalty[row] += jacobian * weight * rowDot(tangent, tangent, row);
                }
            }
        }
    }

    private double rowDot(double[] x, double[] y, int row) {
        double sum = 0;
        for (int i = row * features; i < (row + 1) * features; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    @Override
    public Linearization<ProductState<double[]>> newLinearization() {
        return new FlowLinearization(newInner());
    }

    @Override
    public void close() {
        own.close();
        bound.close();
    }

    private final class FlowLinearization implements Linearization<ProductState<double[]>> {
        private final TangentLinearization<double[]> inner;
        private final double[] slope = new double[kinetic == 0 ? 0 : batch * features];

        FlowLinearization(TangentLinearization<double[]> inner) {
            this.inner = inner;
        }

        @Override
        public void at(double t, ProductState<double[]> y, ProductState<double[]> dydt) {
            evaluateWith(inner, t, y, dydt);
            System.arraycopy(dydt.part(0), 0, slope, 0, slope.length);
        }

        @Override
        public double pullback(
                ProductState<double[]> w,
                @Nullable ProductState<double[]> yBar,
                @Nullable ProductState<double[]> parametersBar) {
            double[] stateBar = yBar == null ? null : yBar.part(0);
            double[] fieldBar = parametersBar == null ? null : parametersBar.part(0);
            double[] volumeBar = w.part(1);
            double[] penaltyBar = w.part(2);
            System.arraycopy(w.part(0), 0, cotangent, 0, cotangent.length);
            for (int i = 0; i < slope.length; i++) {
                cotangent[i] += 2 * kinetic * penaltyBar[i / features] * slope[i];
            }
            inner.pullback(cotangent, stateBar, fieldBar);
            for (double[] direction : directions()) {
                if (jacobian != 0) {
                    inner.tangent(0, direction, null, tangent);
                }
                for (int i = 0; i < cotangent.length; i++) {
                    int row = i / features;
                    double ofPenalty = jacobian == 0 ? 0 : 2 * jacobian * penaltyBar[row] * tangent[i];
                    cotangent[i] = weight * (volumeBar[row] * direction[i] + ofPenalty);
                }
                inner.pullbackTangent(cotangent, direction, null, stateBar, fieldBar);
            }
            return Double.NaN;
        }

        @Override
        public long bytes() {
            return inner.bytes() + (long) slope.length * Double.BYTES;
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
