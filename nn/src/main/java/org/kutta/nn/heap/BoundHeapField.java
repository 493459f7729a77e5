package org.kutta.nn.heap;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.TangentLinearization;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.parallel.Crew;

/**
 * A {@link HeapField} or {@link HeapMap} with the buffers of one batch size, for one caller at a time.
 *
 * <p>A long pass is shared out: the forward and backward passes by blocks of rows, the sums over the batch by rows of the
 * weights. No sum is split, so that the threads change no bit.
 */
public final class BoundHeapField implements BoundField<double[]> {
    /** Rows of a block: its activations stay in the second cache. */
    private static final int BLOCK = 32;

    /** Multiply-adds of a pass from which on it is shared out: some ten microseconds of one thread. */
    private static final long SHARED_WORK = 200_000;

    private final double[] parameters;
    private final double[] loaded;
    private boolean empty = true;
    private final Step[] steps;
    private final int features;
    private final int outputs;
    private final int batch;
    private final Frame frame;
    private final double[][] bars;
    private final Crew crew;
    private final Scratch[] scratch;
    private final Crew.Task forwardBlock = this::forwardBlock;
    private final Crew.Task backwardBlock = this::backwardBlock;
    private final Crew.Task parametersPiece = this::parametersPiece;
    private final int blocks;
    private final int[] pieceStep;
    private final int[] pieceIndex;
    private @Nullable HeapTangents tangents;

    // What the running tasks work on.
    private double[][] values = {};
    private double time;
    private int firstStep;
    private double[] parametersBar = {};

    BoundHeapField(Layer layer, int features, double[] parameters, int batch, Crew crew) {
        this.parameters = parameters;
        this.loaded = new double[parameters.length];
        this.features = features;
        this.batch = batch;
        this.steps = HeapLayers.steps(layer, features);
        this.outputs = steps[steps.length - 1].outputs();
        this.frame = new Frame(steps, batch, features, false);
        this.crew = (long) parameters.length * batch < SHARED_WORK ? Crew.ALONE : crew;
        int longest = Math.max(
                features, Arrays.stream(steps).mapToInt(Step::outputs).max().orElse(1));
        this.scratch = new Scratch[this.crew.size()];
        Arrays.setAll(scratch, i -> new Scratch(longest));
        this.bars = bars();
        this.blocks = (batch + BLOCK - 1) / BLOCK;
        int[] counts = Arrays.stream(steps).mapToInt(Step::pieces).toArray();
        this.pieceStep = IntStream.range(0, steps.length)
                .flatMap(k -> IntStream.generate(() -> k).limit(counts[k]))
                .toArray();
        this.pieceIndex = IntStream.range(0, steps.length)
                .flatMap(k -> IntStream.range(0, counts[k]))
                .toArray();
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
        if (y.length != batch * features || dydt.length != batch * outputs) {
            throw new IllegalArgumentException("input has length " + y.length + " and output " + dydt.length
                    + ", but the network was bound to [" + batch + ", " + features + "] and [" + batch + ", " + outputs
                    + "]");
        }
        frame.values[0] = y;
        run(frame, t, dydt);
    }

    /** Passes {@code target.values[0]} through the steps. */
    private void run(Frame target, double t, double[] dydt) {
        load();
        values = target.values;
        time = t;
        if (!target.ownsOutput()) {
            values[steps.length] = dydt;
        }
        crew.run(forwardBlock, blocks);
        if (target.ownsOutput()) {
            System.arraycopy(values[steps.length], 0, dydt, 0, dydt.length);
        }
    }

    private void forwardBlock(int block, int worker) {
        int from = block * BLOCK;
        int to = Math.min(from + BLOCK, batch);
        for (int k = 0; k < steps.length; k++) {
            steps[k].forward(time, values[k], values[k + 1], from, to, scratch[worker]);
        }
    }

    private void backwardBlock(int block, int worker) {
        int from = block * BLOCK;
        int to = Math.min(from + BLOCK, batch);
        for (int k = steps.length - 1; k >= firstStep; k--) {
            steps[k].pullback(values[k], values[k + 1], bars[k + 1], bars[k], from, to, scratch[worker]);
        }
    }

    private void parametersPiece(int piece, int worker) {
        int k = pieceStep[piece];
        steps[k].pullbackParameters(
                time, values[k], bars[k + 1], batch, parametersBar, pieceIndex[piece], scratch[worker]);
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
        private double keptTime;

        @Override
        public void at(double t, double[] y, double[] dydt) {
            System.arraycopy(y, 0, kept.values[0], 0, kept.values[0].length);
            keptTime = t;
            run(kept, t, dydt);
        }

        @Override
        public double pullback(double[] cotangent, double @Nullable [] yBar, double @Nullable [] target) {
            load();
            values = kept.values;
            time = keptTime;
            bars[steps.length] = cotangent;
            firstStep = yBar == null ? 1 : 0;
            crew.run(backwardBlock, blocks);
            double timeBar = 0;
            for (int k = 0; k < steps.length; k++) {
                timeBar += steps[k].timeBar(bars[k + 1], batch, scratch[0]);
            }
            if (target != null) {
                parametersBar = target;
                crew.run(parametersPiece, pieceStep.length);
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
            double[] change = tangents().tangent(keptTime, kept.values, tDot, yDot, parametersDot);
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
            double[] change =
                    tangents().pullbackTangent(keptTime, kept.values, cotangent, yDot, parametersDot, parametersBarDot);
            if (yBarDot != null) {
                add(change, yBarDot);
            }
        }

        private HeapTangents tangents() {
            if (tangents == null) {
                tangents = new HeapTangents(steps, batch, features, scratch[0]);
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
