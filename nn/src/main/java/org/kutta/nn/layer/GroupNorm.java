package org.kutta.nn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;

/**
 * Group normalisation: each sample's channels in {@code groups} groups of neighbours, each group with its own mean and (biased) variance over positions and
 * channels (Wu and He 2018), {@code y = scale (x - mean) / sqrt(variance + epsilon) + shift}. It has no batch statistics, which suits a vector field.
 *
 * @param groups number of groups, a divisor of the number of channels
 * @param epsilon added to the variance
 */
public record GroupNorm(int groups, double epsilon) implements InPlaceLayer {

    /**
     * Checks the settings.
     *
     * @param groups at least 1
     * @param epsilon greater than 0
     */
    public GroupNorm {
        Checks.atLeast("group norm groups", groups, 1);
        Checks.positive("group norm epsilon", epsilon);
    }

    /**
     * Group normalisation with epsilon 1e-5.
     *
     * @param groups number of groups
     * @return the layer
     */
    public static GroupNorm of(int groups) {
        return new GroupNorm(groups, 1e-5);
    }

    @Override
    public String name() {
        return "groupNorm(" + groups + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.dim(-1) % groups != 0) {
            throw new IllegalArgumentException(
                    "groupNorm expects a multiple of " + groups + " channels but the input is " + input);
        }
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
    public double[] initialParameters(Shape input, RandomGenerator random) {
        int channels = Math.toIntExact(input.dim(-1));
        double[] values = new double[2 * channels];
        Arrays.fill(values, 0, channels, 1);
        return values;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return bind(context, input, context.allocate(input.shape()), parameters);
    }

    @Override
    public LayerPlan planInPlace(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return bind(context, input, input, parameters);
    }

    /*
     * All statistics are [batch, channels] matrices: the channel means of each sample, times a constant matrix that averages within the groups and
     * spreads the result over them. With r = sqrt(variance + epsilon), xc = x - mean, and m() the group mean:
     *
     *   y  = xc (scale / r) + shift
     *   x' = y' (scale / r) - m(scale y') / r - xc m(scale y' xc) / r^3
     */
    private LayerPlan bind(PlanContext context, INDArray input, INDArray centredBuffer, INDArray parameters) {
        long batch = input.size(0);
        long channels = input.size(-1);
        long positions = input.length() / batch / channels;
        INDArray x = images(input);
        INDArray centred = images(centredBuffer);
        INDArray averaging = averaging(context, channels);
        INDArray output = context.allocate(input.shape());
        INDArray variance = context.allocate(batch, channels);
        INDArray root = context.allocate(batch, channels);
        INDArray factor = context.allocate(batch, channels);
        INDArray squares = context.acquire(x.shape());
        INDArray means = context.acquire(batch, channels);
        INDArray minusMean = context.acquire(batch, channels);
        INDArray y = images(output);
        Program forward = new Program()
                .add(Images.channelMeans(x, means))
                .matmul(means, false, averaging, false, -1, 0, minusMean)
                .op("add", centred, x, pixels(minusMean))
                .multiply(centred, centred, squares)
                .add(Images.channelMeans(squares, means))
                .matmul(means, false, averaging, false, 1, 0, variance)
                .op("add", variance, variance, context.constant(epsilon))
                .legacy(new Sqrt(variance, root))
                .op("divide", factor, scale(parameters), root)
                .multiply(centred, pixels(factor), y)
                .addRow(y, shift(parameters), y);
        context.release(minusMean);
        context.release(means);
        context.release(squares);
        return new ProgramPlan(output, false, forward, (backward, outputBar, parametersBar) -> {
            INDArray bar = images(outputBar);
            INDArray product = context.acquire(x.shape());
            INDArray productMeans = context.acquire(batch, channels);
            INDArray barMeans = context.acquire(batch, channels);
            INDArray slope = context.acquire(batch, channels);
            INDArray offset = context.acquire(batch, channels);
            INDArray ones = context.ones(batch);
            backward.multiply(bar, centred, product)
                    .add(Images.channelMeans(product, productMeans))
                    .add(Images.channelMeans(bar, barMeans))
                    .matmul(ones, false, barMeans, false, (double) positions, 0, row(shift(parametersBar)))
                    .op("divide", slope, productMeans, root)
                    .matmul(ones, false, slope, false, (double) positions, 0, row(scale(parametersBar)))
                    .multiply(barMeans, scale(parameters), barMeans)
                    .matmul(barMeans, false, averaging, false, -1, 0, offset)
                    .op("divide", offset, offset, root)
                    .multiply(productMeans, scale(parameters), productMeans)
                    .matmul(productMeans, false, averaging, false, -1, 0, slope)
                    .op("divide", slope, slope, root)
                    .op("divide", slope, slope, variance)
                    .multiply(bar, pixels(factor), product)
                    .multiply(centred, pixels(slope), bar)
                    .op("add", product, product, bar) // level-1 BLAS has one thread
                    .op("add", bar, product, pixels(offset));
            context.release(offset);
            context.release(slope);
            context.release(barMeans);
            context.release(productMeans);
            context.release(product);
            return outputBar;
        });
    }

    /** {@code 1 / group size} where row and column are channels of one group. */
    private INDArray averaging(PlanContext context, long channels) {
        return context.constant("group means " + groups + " of " + channels, () -> {
            int n = Math.toIntExact(channels);
            int size = n / groups;
            double[][] matrix = new double[n][n];
            for (int i = 0; i < n; i++) {
                int first = i / size * size;
                Arrays.fill(matrix[i], first, first + size, 1.0 / size);
            }
            return matrix;
        });
    }

    private static INDArray scale(INDArray parameters) {
        return NativeArrays.slice(parameters, 0, parameters.length() / 2);
    }

    private static INDArray shift(INDArray parameters) {
        return NativeArrays.slice(parameters, parameters.length() / 2, parameters.length() / 2);
    }

    private static INDArray row(INDArray vector) {
        return NativeArrays.view(vector, 1, vector.length());
    }

    private static INDArray pixels(INDArray matrix) {
        return NativeArrays.view(matrix, matrix.size(0), 1, 1, matrix.size(1));
    }

    private static INDArray images(INDArray array) {
        if (array.rank() == 4) {
            return array;
        }
        long batch = array.size(0);
        long last = array.size(-1);
        return NativeArrays.view(array, batch, array.length() / batch / last, 1, last);
    }
}
