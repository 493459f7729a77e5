package org.kutta.nn.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Branches that all read the same input, their outputs joined along the last axis.
 *
 * @param branches the branches, at least one; their output shapes differ in the last axis only
 */
public record Concat(List<Layer> branches) implements Layer {

    /**
     * Copies the list.
     *
     * @param branches at least one
     */
    public Concat {
        branches = List.copyOf(branches);
        if (branches.isEmpty()) {
            throw new IllegalArgumentException("concat must have at least one branch");
        }
    }

    /**
     * Branches side by side.
     *
     * @param branches at least one
     * @return the layer that joins their outputs
     */
    public static Concat of(Layer... branches) {
        return new Concat(List.of(branches));
    }

    @Override
    public String name() {
        return "concat(" + branches.size() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape first = branches.get(0).outputShape(input);
        long last = 0;
        for (Layer branch : branches) {
            Shape shape = branch.outputShape(input);
            if (!shape.withLast(1).equals(first.withLast(1))) {
                throw new IllegalArgumentException(
                        "concat expects branches that differ in the last axis only but they give " + first + " and "
                                + shape);
            }
            last += shape.dim(-1);
        }
        return first.withLast(last);
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return Groups.ofParts(branches, layer -> layer.parameters(input));
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        return Groups.ofParts(branches, layer -> layer.state(input));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return branches.stream()
                .flatMapToDouble(layer -> Arrays.stream(layer.initialParameters(input, random)))
                .toArray();
    }

    @Override
    public double[] initialState(Shape input) {
        return branches.stream()
                .flatMapToDouble(layer -> Arrays.stream(layer.initialState(input)))
                .toArray();
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        return branches.stream().map(branch -> LayerPart.once(branch, input)).toList();
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        List<LayerPlan> plans = new ArrayList<>();
        Shape shape = Shape.ofSamples(input);
        long parameterOffset = 0;
        long stateOffset = 0;
        for (Layer branch : branches) {
            long parameterCount = branch.parameterCount(shape);
            long stateCount = branch.stateCount(shape);
            plans.add(branch.plan(
                    context,
                    input,
                    NativeArrays.slice(parameters, parameterOffset, parameterCount),
                    NativeArrays.slice(state, stateOffset, stateCount)));
            parameterOffset += parameterCount;
            stateOffset += stateCount;
        }
        return new ConcatPlan(this, context, shape, plans);
    }

    private static final class ConcatPlan implements LayerPlan {

        private final Concat layer;
        private final PlanContext context;
        private final Shape shape;
        private final List<LayerPlan> plans;
        private final INDArray output;
        private final PreparedOp join;
        private final List<Program> before = new ArrayList<>();
        private final List<Program> after = new ArrayList<>();

        ConcatPlan(Concat layer, PlanContext context, Shape shape, List<LayerPlan> plans) {
            this.layer = layer;
            this.context = context;
            this.shape = shape;
            this.plans = plans;
            this.output = context.allocate(layer.outputShape(shape));
            this.join = PreparedOp.join(
                    output, plans.stream().map(LayerPlan::output).toArray(INDArray[]::new));
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
            plans.forEach(plan -> plan.forward(t));
            join.run();
        }

        @Override
        public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
            INDArray sum = context.acquire(shape.withBatch(context.batch()));
            long offset = 0;
            long parameterOffset = 0;
            for (int i = 0; i < plans.size(); i++) {
                INDArray branchOutput = plans.get(i).output();
                INDArray branchBar = context.acquire(branchOutput.shape());
                before.add(new Program().add(PreparedOp.part(outputBar, offset, branchBar)));
                long count = layer.branches.get(i).parameterCount(shape);
                INDArray inputBar =
                        plans.get(i).bindBackward(branchBar, NativeArrays.slice(parametersBar, parameterOffset, count));
                after.add(i == 0 ? new Program().copy(inputBar, sum) : new Program().axpy(1, inputBar, sum));
                context.release(inputBar);
                context.release(branchBar);
                offset += branchOutput.size(-1);
                parameterOffset += count;
            }
            return sum;
        }

        @Override
        public double backward() {
            double timeBar = 0;
            for (int i = 0; i < plans.size(); i++) {
                before.get(i).run();
                timeBar += plans.get(i).backward();
                after.get(i).run();
            }
            return timeBar;
        }

        @Override
        public Optional<String> firstNonFinite(double t) {
            for (int i = 0; i < plans.size(); i++) {
                Optional<String> within = plans.get(i).firstNonFinite(t);
                if (within.isPresent()) {
                    String where = "branch " + i + ": " + layer.branches.get(i).name();
                    return within.map(deeper -> deeper.isEmpty() ? where : where + ", " + deeper);
                }
            }
            join.run(); // a layer that follows may have written over it
            return Optional.empty();
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
        public void commitStatistics() {
            plans.forEach(LayerPlan::commitStatistics);
        }

        @Override
        public void resample(RandomGenerator random) {
            plans.forEach(plan -> plan.resample(random));
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
