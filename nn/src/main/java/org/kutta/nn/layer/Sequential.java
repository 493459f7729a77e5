package org.kutta.nn.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Layers one after the other. Parameter groups are named {@code 0.weight}, {@code 0.bias}, {@code 1.weight}, …
 *
 * @param layers the layers, at least one
 */
public record Sequential(List<Layer> layers) implements Layer {

    /**
     * Copies the list.
     *
     * @param layers at least one
     */
    public Sequential {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a sequential network must have at least one layer");
        }
    }

    /**
     * Layers one after the other.
     *
     * @param layers the layers, at least one
     * @return the layer that applies them in turn
     */
    public static Sequential of(Layer... layers) {
        return new Sequential(List.of(layers));
    }

    @Override
    public String name() {
        return "sequential(" + layers.size() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            shape = outputShape(i, shape);
        }
        return shape;
    }

    private Shape outputShape(int index, Shape input) {
        Layer layer = layers.get(index);
        try {
            return layer.outputShape(input);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + " (layer " + index + ": " + layer.name() + ")", e);
        }
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return groups(input, Layer::parameters);
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        return groups(input, Layer::state);
    }

    private List<ParameterGroup> groups(Shape input, BiFunction<Layer, Shape, List<ParameterGroup>> kind) {
        List<ParameterGroup> groups = new ArrayList<>();
        Shape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            for (ParameterGroup group : kind.apply(layers.get(i), shape)) {
                groups.add(group.within(Integer.toString(i)));
            }
            shape = outputShape(i, shape);
        }
        return groups;
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return values(input, (layer, shape) -> layer.initialParameters(shape, random));
    }

    @Override
    public double[] initialState(Shape input) {
        return values(input, Layer::initialState);
    }

    private double[] values(Shape input, BiFunction<Layer, Shape, double[]> kind) {
        List<double[]> parts = new ArrayList<>();
        Shape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            parts.add(kind.apply(layers.get(i), shape));
            shape = outputShape(i, shape);
        }
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        List<LayerPart> parts = new ArrayList<>();
        Shape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            parts.add(LayerPart.once(layers.get(i), shape));
            shape = outputShape(i, shape);
        }
        return parts;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return plan(context, input, parameters, state, null);
    }

    @Override
    public LayerPlan planInto(
            PlanContext context, INDArray input, INDArray parameters, INDArray state, INDArray output) {
        return plan(context, input, parameters, state, output);
    }

    private LayerPlan plan(
            PlanContext context, INDArray input, INDArray parameters, INDArray state, @Nullable INDArray output) {
        if (RowsPlan.pays(context, layers, input)) {
            return planRows(context, input, parameters, state, output);
        }
        if (BlockedPlan.pays(context, layers, input)) {
            return new BlockedPlan(
                    context,
                    input,
                    output == null ? context.allocate(outputShape(Shape.ofSamples(input))) : output,
                    (blocks, last) -> new SequentialPlan(this, context, blocks, parameters, state, last, false));
        }
        return new SequentialPlan(this, context, input, parameters, state, output, false);
    }

    private LayerPlan planRows(
            PlanContext context, INDArray input, INDArray parameters, INDArray state, @Nullable INDArray output) {
        boolean readsOutput = layers.get(layers.size() - 1) instanceof Tanh;
        INDArray result = output == null || readsOutput
                ? context.allocate(outputShape(Shape.ofSamples(input)).withBatch(input.size(0)))
                : output;
        return new RowsPlan(
                context,
                input,
                result,
                parameters.length(),
                (part, rows, last) -> new SequentialPlan(this, part, rows, parameters, state, last, result != output));
    }

    private static final class SequentialPlan implements LayerPlan {

        private final PlanContext context;
        private final List<LayerPlan> plans = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<Long> parameterCounts = new ArrayList<>();

        /**
         * Writes {@code output}, if there is one and the last layer can; {@code keeps} says that nobody else writes there, so that a last pair, which reads its output,
         * can too.
         */
        SequentialPlan(
                Sequential layer,
                PlanContext context,
                INDArray input,
                INDArray parameters,
                INDArray state,
                @Nullable INDArray output,
                boolean keeps) {
            this.context = context;
            long parameterOffset = 0;
            long stateOffset = 0;
            INDArray x = input;
            for (int i = 0; i < layer.layers.size(); i++) {
                Layer child = layer.layers.get(i);
                Shape shape = Shape.ofSamples(x);
                long parameterCount = child.parameterCount(shape);
                long stateCount = child.stateCount(shape);
                INDArray childParameters = NativeArrays.slice(parameters, parameterOffset, parameterCount);
                INDArray childState = NativeArrays.slice(state, stateOffset, stateCount);
                boolean free = !plans.isEmpty() && !plans.get(plans.size() - 1).needsOutput();
                String name = "layer " + i + " (" + child.name() + ")";
                LayerPlan plan;
                Layer next = i + 1 < layer.layers.size() ? layer.layers.get(i + 1) : null;
                INDArray place = keeps && i + 2 == layer.layers.size() ? output : null;
                LayerPlan pair =
                        next == null ? null : planPair(context, child, next, x, childParameters, childState, place);
                if (pair != null) {
                    plan = pair;
                    i++;
                } else if (free && child instanceof InPlaceLayer inPlace) {
                    plan = inPlace.planInPlace(context, x, childParameters, childState);
                } else if (output != null && i == layer.layers.size() - 1) {
                    plan = child.planInto(context, x, childParameters, childState, output);
                } else {
                    plan = child.plan(context, x, childParameters, childState);
                }
                plans.add(plan);
                names.add(name);
                parameterCounts.add(parameterCount);
                parameterOffset += parameterCount;
                stateOffset += stateCount;
                x = plan.output();
            }
        }

        /** One plan for a layer and the pointwise one after it, where there are kernels for both in one; {@code place} is where it must write, if anywhere. */
        private static @Nullable LayerPlan planPair(
                PlanContext context,
                Layer layer,
                Layer next,
                INDArray x,
                INDArray parameters,
                INDArray state,
                @Nullable INDArray place) {
            if (layer instanceof BatchNorm norm
                    && next instanceof Relu
                    && place == null
                    && BatchNorm.takesRectifier(context)) {
                return norm.planRectified(context, x, parameters, state);
            }
            if (layer instanceof AffineLayer affine && next instanceof Tanh && context.usesOneDnn()) {
                INDArray output = place == null ? context.allocate(layer.outputShape(Shape.ofSamples(x))) : place;
                return affine.planDirect(context, x, parameters, true, output);
            }
            return null;
        }

        @Override
        public INDArray output() {
            return plans.get(plans.size() - 1).output();
        }

        @Override
        public boolean needsOutput() {
            return plans.get(plans.size() - 1).needsOutput();
        }

        @Override
        public void forward(double t) {
            for (int i = 0; i < plans.size(); i++) {
                plans.get(i).forward(t);
            }
        }

        @Override
        public Optional<String> firstNonFinite(double t) {
            for (int i = 0; i < plans.size(); i++) {
                Optional<String> within = plans.get(i).firstNonFinite(t);
                if (within.isPresent()) {
                    return Optional.of(names.get(i) + (within.get().isEmpty() ? "" : ", " + within.get()));
                }
            }
            return Optional.empty();
        }

        @Override
        public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
            long end = parameterCounts.stream().mapToLong(Long::longValue).sum();
            INDArray bar = outputBar;
            for (int i = plans.size() - 1; i >= 0; i--) {
                long count = parameterCounts.get(i);
                end -= count;
                INDArray next = plans.get(i).bindBackward(bar, NativeArrays.slice(parametersBar, end, count));
                if (!NativeArrays.sameMemory(next, bar) && !NativeArrays.sameMemory(bar, outputBar)) {
                    context.release(bar);
                }
                bar = next;
            }
            return bar;
        }

        @Override
        public double backward() {
            double timeBar = 0;
            for (int i = plans.size() - 1; i >= 0; i--) {
                timeBar += plans.get(i).backward();
            }
            return timeBar;
        }

        @Override
        public void commitStatistics() {
            plans.forEach(LayerPlan::commitStatistics);
        }

        @Override
        public void resample(RandomGenerator random) {
            plans.forEach(plan -> plan.resample(random));
        }

        @Override
        public long nfeForward() {
            return plans.stream().mapToLong(LayerPlan::nfeForward).sum();
        }

        @Override
        public long nfeBackward() {
            return plans.stream().mapToLong(LayerPlan::nfeBackward).sum();
        }

        @Override
        public long bytes() {
            return plans.stream().mapToLong(LayerPlan::bytes).sum();
        }

        @Override
        public void close() {
            plans.forEach(LayerPlan::close);
        }
    }
}
