package org.kutta.nn.heap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.TangentLinearization;

/** A {@link HeapField} with the buffers of one thread and one batch size. */
public final class BoundHeapField implements BoundField<double[]> {
    private final double[] parameters;
    private final double[] loaded;
    private boolean empty = true;
    private final Step[] steps;
    private final int features;
    private final int batch;
    private final Frame frame;
    private final double[][] bars;
    private final Scratch scratch;
    private @Nullable HeapTangents tangents;

    BoundHeapField(HeapField field, int batch) {
        this.parameters = field.parameters();
        this.loaded = new double[parameters.length];
        this.features = field.features();
        this.batch = batch;
        this.steps = HeapLayers.steps(field.layer(), features);
        this.frame = new Frame(steps, batch, features, false);
        this.scratch = new Scratch(Math.max(
                features, Arrays.stream(steps).mapToInt(Step::outputs).max().orElse(1)));
        this.bars = bars();
    }

    /** {@code bars[k]} receives the cotangent of {@code values[k]}; that of the output is the caller's. */
    private double[][] bars() {
        double[][] result = new double[steps.length + 1][];
        for (int k = steps.length - 1; k >= 0; k--) {
            boolean shared = k < steps.length - 1 && steps[k] instanceof ActivationStep;
            int length = k == 0 ? features : steps[k - 1].outputs();
            result[k] = shared ? result[k + 1] : new double[batch * length];
        }
        result[steps.length] = new double[0];
        return result;
    }

    @Override
    public void evaluate(double t, double[] y, double[] dydt) {
        frame.values[0] = y;
        run(frame, t, dydt);
    }

    /** Passes {@code frame.values[0]} through the steps. */
    private void run(Frame target, double t, double[] dydt) {
        load();
        double[][] values = target.values;
        if (!target.ownsOutput()) {
            values[steps.length] = dydt;
        }
        for (int k = 0; k < steps.length; k++) {
            steps[k].forward(t, values[k], values[k + 1], 0, batch, scratch);
        }
        if (target.ownsOutput()) {
            System.arraycopy(values[steps.length], 0, dydt, 0, dydt.length);
        }
    }

    /** Hands the parameters to the steps again if they were written since the last time. */
    private void load() {
        if (empty || !Arrays.equals(parameters, loaded)) {
            System.arraycopy(parameters, 0, loaded, 0, loaded.length);
            for (Step step : steps) {
                step.load(parameters);
            }
            empty = false;
        }
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += x[i];
        }
    }

    @Override
    public TangentLinearization<double[]> newLinearization() {
        return new HeapLinearization();
    }

    @Override
    public void close() {}

    private final class HeapLinearization implements TangentLinearization<double[]> {
        private final Frame kept = new Frame(steps, batch, features, true);

        @Override
        public void at(double t, double[] y, double[] dydt) {
            System.arraycopy(y, 0, kept.values[0], 0, kept.values[0].length);
            run(kept, t, dydt);
        }

        @Override
        public double pullback(double[] cotangent, double @Nullable [] yBar, double @Nullable [] parametersBar) {
            load();
            double[][] values = kept.values;
            double timeBar = 0;
            bars[steps.length] = cotangent;
            for (int k = steps.length - 1; k >= 0; k--) {
                timeBar += steps[k].timeBar(bars[k + 1], batch);
                if (k > 0 || yBar != null) {
                    steps[k].pullback(values[k], values[k + 1], bars[k + 1], bars[k], 0, batch, scratch);
                }
                if (parametersBar != null) {
                    for (int piece = 0; piece < steps[k].pieces(); piece++) {
                        steps[k].pullbackParameters(values[k], bars[k + 1], batch, parametersBar, piece, scratch);
                    }
                }
            }
            if (yBar != null) {
                add(bars[0], yBar);
            }
            return timeBar;
        }

        @Override
        public void tangent(
                double tDot, double @Nullable [] yDot, double @Nullable [] parametersDot, double[] dydtDot) {
            load();
            double[] change = tangents().tangent(kept.values, tDot, yDot, parametersDot);
            System.arraycopy(change, 0, dydtDot, 0, dydtDot.length);
        }

        @Override
        public void pullbackTangent(
                double[] cotangent,
                double @Nullable [] yDot,
                double @Nullable [] parametersDot,
                double @Nullable [] yBarDot,
                double @Nullable [] parametersBarDot) {
            load();
            double[] change = tangents().pullbackTangent(kept.values, cotangent, yDot, parametersDot, parametersBarDot);
            if (yBarDot != null) {
                add(change, yBarDot);
            }
        }

        private HeapTangents tangents() {
            if (tangents == null) {
                tangents = new HeapTangents(steps, batch, features, scratch);
            }
            return tangents;
        }

        @Override
        public long bytes() {
            return kept.bytes();
        }

        @Override
        public void close() {}
    }
}
