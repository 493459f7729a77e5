package org.kutta.nn.layer;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.Linearization;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link LayerField} with the buffers of one thread. Its linearizations are frames: each costs its activations, the scratch of the
 * backward pass is there once.
 */
public final class LayerBinding implements BoundField<INDArray> {

    private final PlanBinding binding;
    private final Layer layer;
    private final Shape shape;
    private final INDArray parameters;
    private final INDArray state;
    private final boolean gathers;
    /** What the plans take for the state: where every evaluation leaves statistics, a copy, so that others may read the field's own meanwhile. */
    private final INDArray planState;

    private final PlanContext own;
    /** Where all frames leave their values, which are copied at once. */
    private final INDArray output;

    private final INDArray stateSum;
    private final INDArray parametersBar;
    private @Nullable Frame evaluation;
    private boolean recording;
    private long recorded;
    private boolean closed;

    LayerBinding(PlanBinding binding, Layer layer, Shape shape, INDArray parameters, INDArray state) {
        this.binding = binding;
        this.layer = layer;
        this.shape = shape;
        this.parameters = parameters;
        this.state = state;
        this.gathers = !state.isEmpty() && binding.mode() == Mode.TRAIN;
        this.planState = gathers ? NativeArrays.zerosLike(state) : state;
        if (gathers) {
            NativeArrays.copy(state, planState);
        }
        this.own = binding.newFrame();
        this.output = own.allocate(shape);
        this.stateSum = NativeArrays.zerosLike(state);
        this.parametersBar = NativeArrays.zerosLike(parameters);
    }

    @Override
    public void evaluate(double t, INDArray y, INDArray dydt) {
        evaluation().at(t, y, dydt);
    }

    /** Made when first needed: a solve that linearizes every stage never evaluates. */
    private Frame evaluation() {
        Frame frame = evaluation == null ? new Frame() : evaluation;
        evaluation = frame;
        return frame;
    }

    @Override
    public Linearization<INDArray> newLinearization() {
        return new Frame();
    }

    /** Begins a forward pass: from here to {@link #endForward} the batch statistics of all evaluations are gathered. */
    public void beginForward() {
        recording = gathers;
        recorded = 0;
        if (recording) {
            NativeArrays.copy(state, planState);
            NativeArrays.setZero(stateSum);
        }
    }

    /** Ends a forward pass: what is evaluated from here on, for a gradient, is a replay and leaves no statistics. */
    public void endForward() {
        recording = false;
    }

    /**
     * Moves batch statistics into the field's state: the mean over all evaluations of the last forward pass, attempts at steps that were rejected among them, so
     * that one forward pass through the field weighs as much as one through an ordinary layer. A second call changes nothing.
     */
    public void commitStatistics() {
        if (recorded > 0) {
            NativeArrays.copy(stateSum, state);
            NativeArrays.scale(1.0 / recorded, state);
        }
        recorded = 0;
    }

    private void record(LayerPlan plan) {
        plan.commitStatistics();
        NativeArrays.axpy(1, planState, stateSum);
        NativeArrays.copy(state, planState);
        recorded++;
    }

    /**
     * Draws the dropout masks of this binding again. Until the first call nothing is dropped.
     *
     * @param random source of the random numbers
     */
    public void resample(RandomGenerator random) {
        resample(random.nextLong());
    }

    /**
     * Draws the dropout masks of this binding again: the same ones for the same seed, so that several bindings are one function.
     *
     * @param seed seed of the random numbers
     */
    public void resample(long seed) {
        evaluation().plan.resample(new SplittableRandom(seed));
    }

    /** {@return bytes that the frames share, and those of the frame for plain evaluations, if there were any} */
    public long bytes() {
        return binding.bytes()
                + NativeArrays.bytes(parametersBar)
                + own.bytes()
                + (evaluation == null ? 0 : evaluation.bytes());
    }

    /** {@return whether {@link #close} was called: its arrays are gone} */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        if (evaluation != null) {
            evaluation.close();
        }
        parametersBar.close();
        own.close();
        stateSum.close();
        if (gathers) {
            planState.close();
        }
        binding.close();
    }

    private final class Frame implements Linearization<INDArray> {

        private final PlanContext context = binding.newFrame();
        private final INDArray input = context.allocate(shape);
        private final LayerPlan plan = layer.planInto(context, input, parameters, planState, output);
        private @Nullable Transpose transpose;

        @Override
        public void at(double t, INDArray y, INDArray dydt) {
            NativeArrays.copy(y, input);
            plan.forward(t);
            NativeArrays.copy(plan.output(), dydt);
            if (recording) {
                record(plan);
            }
        }

        @Override
        public double pullback(INDArray cotangent, @Nullable INDArray yBar, @Nullable INDArray parametersBarSum) {
            Transpose bars = transpose == null ? bindBackward() : transpose;
            NativeArrays.copy(cotangent, bars.outputBar);
            double timeBar = plan.backward();
            if (yBar != null) {
                NativeArrays.axpy(1, bars.inputBar, yBar);
            }
            if (parametersBarSum != null && !parametersBarSum.isEmpty()) {
                NativeArrays.axpy(1, parametersBar, parametersBarSum);
            }
            return timeBar;
        }

        private Transpose bindBackward() {
            INDArray outputBar = context.acquire(input.shape());
            INDArray inputBar = plan.bindBackward(outputBar, parametersBar);
            // Released at once: the next frame's backward pass, which never runs at the same time, uses the same
            // arrays.
            context.release(inputBar);
            context.release(outputBar);
            Transpose bars = new Transpose(outputBar, inputBar);
            transpose = bars;
            return bars;
        }

        @Override
        public long bytes() {
            return context.bytes() + plan.bytes();
        }

        @Override
        public void close() {
            plan.close();
            context.close();
        }
    }

    /** The cotangents at the two ends of a frame's backward pass. */
    private record Transpose(INDArray outputBar, INDArray inputBar) {}
}
