package org.kutta.nn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation along the last axis: {@code y = scale (x - mean) / sqrt(variance + epsilon) + shift} per feature or channel (Ioffe and
 * Szegedy 2015).
 *
 * <p>In {@link Mode#TRAIN} mean and (biased) variance are those of the batch, positions included; in {@link Mode#EVALUATE} those of the state,
 * into which {@link LayerPlan#commitStatistics} moves the batch's own, the variance unbiased:
 * {@code state = (1 - momentum) state + momentum batch}.
 *
 * <p>It is not for a vector field: in training the derivative of one sample would depend on the others of its batch, and a solver would meet another
 * function at every evaluation. {@link GroupNorm} and {@link LayerNorm} look at one sample only.
 *
 * @param momentum weight of a new batch in the running statistics, in (0, 1]
 * @param epsilon added to the variance
 * @param initialScale what {@code scale} starts at: 1, or 0 for a residual branch that starts as nothing
 */
public record BatchNorm(double momentum, double epsilon, double initialScale) implements InPlaceLayer {

    /**
     * Checks the settings.
     *
     * @param momentum in (0, 1]
     * @param epsilon greater than 0
     * @param initialScale what {@code scale} starts at
     */
    public BatchNorm {
        Checks.check(momentum > 0 && momentum <= 1, "batch norm momentum", momentum, "must be in (0, 1]");
        Checks.positive("batch norm epsilon", epsilon);
        Checks.finite("batch norm initial scale", initialScale);
    }

    /** {@return batch normalisation with momentum 0.1 and epsilon 1e-5} */
    public static BatchNorm of() {
        return new BatchNorm(0.1, 1e-5, 1);
    }

    /** {@return the same layer with a scale that starts at zero} */
    public BatchNorm withZeroScale() {
        return new BatchNorm(momentum, epsilon, 0);
    }

    @Override
    public String name() {
        return "batchNorm";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        Shape channels = Shape.of(input.dim(-1));
        return List.of(
                new ParameterGroup("scale", ParameterRole.GAIN, channels),
                new ParameterGroup("shift", ParameterRole.BIAS, channels));
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        Shape channels = Shape.of(input.dim(-1));
        return List.of(
                new ParameterGroup("mean", ParameterRole.STATISTIC, channels),
                new ParameterGroup("variance", ParameterRole.STATISTIC, channels));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        int channels = Math.toIntExact(input.dim(-1));
        double[] values = new double[2 * channels];
        Arrays.fill(values, 0, channels, initialScale);
        return values;
    }

    @Override
    public double[] initialState(Shape input) {
        int channels = Math.toIntExact(input.dim(-1));
        double[] values = new double[2 * channels];
        Arrays.fill(values, channels, 2 * channels, 1);
        return values;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        if (context.mode() == Mode.EVALUATE) {
            return evaluate(context, input, parameters, state);
        }
        return context.usesOneDnn()
                ? DirectBatchNorm.plan(context, this, input, parameters, state, false)
                : train(context, input, context.allocate(input.shape()), parameters, state);
    }

    @Override
    public LayerPlan planInPlace(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return context.mode() == Mode.TRAIN && !context.usesOneDnn()
                ? train(context, input, input, parameters, state)
                : plan(context, input, parameters, state);
    }

    /** Whether a plan can take in the rectifier that follows. */
    static boolean takesRectifier(PlanContext context) {
        return context.mode() == Mode.TRAIN && context.usesOneDnn();
    }

    /** {@link #plan} with {@link Relu} after it, where {@link #takesRectifier}. */
    LayerPlan planRectified(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return DirectBatchNorm.plan(context, this, input, parameters, state, true);
    }

    private LayerPlan train(
            PlanContext context, INDArray input, INDArray centred, INDArray parameters, INDArray state) {
        long channels = input.size(-1);
        long rows = input.length() / channels;
        INDArray output = context.allocate(input.shape());
        INDArray mean = context.allocate(channels);
        INDArray minusMean = context.acquire(channels);
        INDArray variance = context.allocate(channels);
        INDArray zeros = context.zeros(channels);
        Program forward = new Program();
        Columns.sum(context, forward, 1.0 / rows, input, mean);
        forward.copy(mean, minusMean).scale(-1, minusMean).addRow(input, minusMean, centred);
        context.release(minusMean);
        Columns.sumOfProducts(context, forward, 1.0 / rows, centred, centred, variance);
        forward.affine(image(centred), zeros, variance, scale(parameters), shift(parameters), epsilon, image(output));
        ProgramPlan plan = new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray slope = context.acquire(channels);
            INDArray offset = context.acquire(channels);
            parametersBar(context, backward, bar, centred, variance, parametersBar, slope);
            INDArray scratch = context.acquire(input.shape());
            // bar + slope xc + offset, slope = -mean(bar xc) / (variance + epsilon), offset = -mean(bar)
            backward.scale(-1.0 / rows, slope)
                    .copy(shift(parametersBar), offset)
                    .scale(-1.0 / rows, offset)
                    .affine(image(centred), zeros, vector(context.ones(channels)), slope, offset, 0, image(scratch))
                    .op("add", bar, bar, scratch) // level-1 BLAS has one thread
                    .affine(image(bar), zeros, variance, scale(parameters), zeros, epsilon, image(bar));
            context.release(offset);
            context.release(slope);
            context.release(scratch);
            return bar;
        });
        return plan.withCommit(commit(state, mean, variance, rows));
    }

    /** What moves the state by the statistics of a batch of so many rows. */
    Runnable commit(INDArray state, INDArray batchMean, INDArray batchVariance, long rows) {
        double unbiased = rows / Math.max(1.0, rows - 1.0);
        INDArray runningMean = mean(state);
        INDArray runningVariance = variance(state);
        return () -> {
            NativeArrays.scale(1 - momentum, state);
            NativeArrays.axpy(momentum, batchMean, runningMean);
            NativeArrays.axpy(momentum * unbiased, batchVariance, runningVariance);
        };
    }

    private LayerPlan evaluate(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        long channels = input.size(-1);
        INDArray output = context.allocate(input.shape());
        Program forward = new Program()
                .affine(
                        image(input),
                        mean(state),
                        variance(state),
                        scale(parameters),
                        shift(parameters),
                        epsilon,
                        image(output));
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray scratch = context.acquire(input.shape());
            INDArray small = context.acquire(channels);
            INDArray zeros = context.zeros(channels);
            backward.copy(mean(state), small).scale(-1, small).addRow(input, small, scratch);
            parametersBar(context, backward, bar, scratch, variance(state), parametersBar, small);
            backward.affine(image(bar), zeros, variance(state), scale(parameters), zeros, epsilon, image(bar));
            context.release(small);
            context.release(scratch);
            return bar;
        });
    }

    /**
     * Adds the cotangents of shift, {@code sum(bar)}, and scale, {@code sum(bar centred) / sqrt(variance + epsilon)}; {@code quotient} receives
     * {@code sum(bar centred) / (variance + epsilon)}.
     */
    private void parametersBar(
            PlanContext context,
            Program backward,
            INDArray bar,
            INDArray centred,
            INDArray variance,
            INDArray parametersBar,
            INDArray quotient) {
        long channels = bar.size(-1);
        INDArray root = context.acquire(channels);
        INDArray scaleBar = scale(parametersBar);
        Columns.sum(context, backward, bar, shift(parametersBar));
        Columns.sumOfProducts(context, backward, 1, bar, centred, scaleBar);
        INDArray sums = NativeArrays.view(scaleBar, 1, 1, 1, channels);
        INDArray zeros = context.zeros(channels);
        backward.op("add", root, variance, context.constant(epsilon))
                .op("divide", quotient, scaleBar, root)
                .affine(sums, zeros, variance, vector(context.ones(channels)), zeros, epsilon, sums);
        context.release(root);
    }

    static INDArray scale(INDArray parameters) {
        return NativeArrays.slice(parameters, 0, parameters.length() / 2);
    }

    static INDArray shift(INDArray parameters) {
        return NativeArrays.slice(parameters, parameters.length() / 2, parameters.length() / 2);
    }

    private static INDArray mean(INDArray state) {
        return scale(state);
    }

    private static INDArray variance(INDArray state) {
        return shift(state);
    }

    private static INDArray vector(INDArray array) {
        return NativeArrays.view(array, array.length());
    }

    /** The native affine map is fast on four axes. */
    static INDArray image(INDArray array) {
        long last = array.size(-1);
        return array.rank() == 4 ? array : NativeArrays.view(array, array.length() / last, 1, 1, last);
    }
}
