package org.kutta.nn.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.GradientStats;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.layer.LayerField;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A neural ODE bound to a batch: a solve and, once a backward pass is bound, its gradient. */
final class OdePlan implements LayerPlan {
    private final OdeBlock block;
    private final PlanContext context;
    private final INDArray input;
    private final INDArray output;
    private final Field field;
    private GradientSolve<INDArray> solve;
    private boolean keepsForGradient;
    private boolean solved;
    private @Nullable INDArray outputBar;
    private @Nullable INDArray inputBar;
    private @Nullable INDArray parametersBar;

    OdePlan(OdeBlock block, PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        this.block = block;
        this.context = context;
        this.input = input;
        this.output = context.allocate(input.shape());
        this.field =
                new Field(new LayerField(block.field(), Shape.ofSamples(input), parameters, state, context.mode()));
        this.keepsForGradient = context.mode() == Mode.TRAIN;
        if (keepsForGradient) {
            FieldWarnings.warn(block.field(), Shape.ofSamples(input));
        }
        // With one checkpoint a solve holds nothing but its first state.
        this.solve = bind(keepsForGradient ? block.method() : DiscreteAdjoint.checkpointed(1));
    }

    private GradientSolve<INDArray> bind(GradientMethod method) {
        return method.bind(block.solver(), NdArraySpace.of(context.dataType()), field, input);
    }

    @Override
    public INDArray output() {
        return output;
    }

    @Override
    public boolean needsOutput() {
        return false;
    }

    @Override
    public void forward(double t) {
        field.bindings().forEach(LayerBinding::beginForward);
        try {
            NativeArrays.copy(solve.forward(block.t0(), block.t1(), input).finalState(), output);
        } finally {
            field.bindings().forEach(LayerBinding::endForward);
        }
        solved = true;
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        if (!keepsForGradient) {
            solve.close();
            solve = bind(block.method());
            keepsForGradient = true;
            solved = false;
        }
        this.outputBar = outputBar;
        this.parametersBar = parametersBar.isEmpty() ? null : parametersBar;
        INDArray bar = context.acquire(outputBar.shape());
        inputBar = bar;
        return bar;
    }

    @Override
    public double backward() {
        INDArray top = outputBar;
        INDArray bottom = inputBar;
        if (top == null || bottom == null) {
            throw new IllegalStateException("the backward pass is not bound");
        }
        if (!solved) {
            solve.forward(block.t0(), block.t1(), input);
            solved = true;
        }
        NativeArrays.copy(context.zeros(bottom.length()), bottom);
        if (parametersBar != null) {
            NativeArrays.copy(context.zeros(parametersBar.length()), parametersBar);
        }
        solve.backward(top, bottom, parametersBar);
        return 0;
    }

    @Override
    public void commitStatistics() {
        field.bindings().forEach(LayerBinding::commitStatistics);
    }

    @Override
    public void resample(RandomGenerator random) {
        field.resample(random.nextLong());
    }

    @Override
    public long nfeForward() {
        return solve.stats().nfeForward();
    }

    @Override
    public long nfeBackward() {
        GradientStats stats = solve.stats();
        return Math.max(stats.pullbacks(), stats.nfeBackward());
    }

    @Override
    public long bytes() {
        return solve.stats().peakBytes()
                + field.bindings().stream().mapToLong(LayerBinding::bytes).sum();
    }

    @Override
    public void close() {
        solve.close();
    }

    /** The layer's field, which remembers its bindings: the solve owns them, statistics and masks are in them. */
    private static final class Field implements DifferentiableField<INDArray> {
        private final LayerField field;
        private final List<LayerBinding> bindings = new ArrayList<>();
        private @Nullable Long maskSeed;

        Field(LayerField field) {
            this.field = field;
        }

        /** Those in use: a method may have more than one. */
        List<LayerBinding> bindings() {
            bindings.removeIf(LayerBinding::isClosed);
            return bindings;
        }

        void resample(long seed) {
            maskSeed = seed;
            bindings().forEach(bound -> bound.resample(seed));
        }

        @Override
        public ParameterLayout layout() {
            return field.layout();
        }

        @Override
        public INDArray parameters() {
            return field.parameters();
        }

        @Override
        public LayerBinding bind(INDArray like) {
            LayerBinding bound = field.bind(like);
            if (maskSeed != null) {
                bound.resample(maskSeed);
            }
            bindings.add(bound);
            return bound;
        }
    }
}
