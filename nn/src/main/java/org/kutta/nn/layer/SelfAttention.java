package org.kutta.nn.layer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Multi-head self-attention (Vaswani et al. 2017) on sequences {@code [length, features]}: with {@code [Q, K, V] = x W1 + b1} cut into heads,
 * {@code y = concat(softmax(Q K^T / sqrt(features / heads)) V) W2 + b2}.
 *
 * @param heads number of heads, a divisor of the number of features
 * @param causal whether a position sees only itself and those before it
 */
public record SelfAttention(int heads, boolean causal) implements Layer {

    private static final Initializer INITIALIZER = Initializer.XAVIER;

    /**
     * Checks the settings.
     *
     * @param heads at least 1
     * @param causal whether a position sees only itself and those before it
     */
    public SelfAttention {
        Checks.atLeast("attention heads", heads, 1);
    }

    /**
     * Attention over the whole sequence.
     *
     * @param heads number of heads
     * @return the layer
     */
    public static SelfAttention of(int heads) {
        return new SelfAttention(heads, false);
    }

    /** {@return the same layer seeing no later positions} */
    public SelfAttention asCausal() {
        return new SelfAttention(heads, true);
    }

    @Override
    public String name() {
        return "selfAttention(" + heads + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 2 || input.dim(1) % heads != 0) {
            throw new IllegalArgumentException("selfAttention expects [length, features], features a multiple of "
                    + heads + ", but the input is " + input);
        }
        return input;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        long f = input.dim(1);
        return List.of(
                new ParameterGroup("inputWeight", ParameterRole.DENSE_WEIGHT, Shape.of(f, 3 * f)),
                new ParameterGroup("inputBias", ParameterRole.BIAS, Shape.of(3 * f)),
                new ParameterGroup("outputWeight", ParameterRole.DENSE_WEIGHT, Shape.of(f, f)),
                new ParameterGroup("outputBias", ParameterRole.BIAS, Shape.of(f)));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        int f = Math.toIntExact(input.dim(1));
        double[] in = Groups.append(INITIALIZER.sample(f, f, 3 * f * f, random), new double[3 * f]);
        return Groups.append(in, Groups.append(INITIALIZER.sample(f, f, f * f, random), new double[f]));
    }

    /*
     * Rows are (sample, position); the permuted arrays are [3, batch, heads, length, width], so that queries, keys and values are contiguous stacks of
     * batch * heads matrices. Per stack: S = Q K^T / sqrt(width), P = softmax(S), C = P V; backwards P' = C' V^T, V' = P^T C',
     * S' = P (P' - rowsum(P P')), Q' = S' K / sqrt(width), K' = S'^T Q / sqrt(width).
     */
    @Override
    public long multiplyAdds(Shape input) {
        long length = input.dim(0);
        long features = input.dim(1);
        return 4 * length * features * features + 2 * length * length * features;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        long batch = input.size(0);
        long length = input.size(1);
        long f = input.size(2);
        long width = f / heads;
        long rows = batch * length;
        long stack = batch * heads;
        double scale = 1 / Math.sqrt((double) width);
        Weights weights = Weights.of(parameters, f);
        INDArray x = NativeArrays.view(input, rows, f);
        INDArray split = context.allocate(3, batch, heads, length, width);
        INDArray q = part(split, 0, stack, length, width);
        INDArray k = part(split, 1, stack, length, width);
        INDArray v = part(split, 2, stack, length, width);
        INDArray p = context.allocate(stack, length, length);
        INDArray heads5 = context.acquire(batch, length, 3, heads, width);
        INDArray joined = context.acquire(stack, length, width);
        INDArray joinedRows = context.allocate(rows, f);
        INDArray output = context.allocate(input.shape());
        INDArray y = NativeArrays.view(output, rows, f);
        INDArray projected = NativeArrays.view(heads5, rows, 3 * f);
        INDArray flatP = NativeArrays.view(p, stack * length, length);
        Program forward = new Program()
                .matmul(x, false, weights.in, false, 1, 0, projected)
                .addRow(projected, weights.inBias, projected)
                .add(PreparedOp.of("permute", split, heads5).integers(2, 0, 3, 1, 4))
                .matmul(q, false, k, true, scale, 0, p);
        if (causal) {
            forward.op("add", p, p, mask(context, length));
        }
        forward.add(PreparedOp.of("softmax", flatP, flatP).integers(1))
                .matmul(p, false, v, false, 1, 0, joined)
                .add(PreparedOp.of(
                                "permute",
                                NativeArrays.view(joinedRows, batch, length, heads, width),
                                NativeArrays.view(joined, batch, heads, length, width))
                        .integers(0, 2, 1, 3))
                .matmul(joinedRows, false, weights.out, false, 1, 0, y)
                .addRow(y, weights.outBias, y);
        context.release(joined);
        context.release(heads5);
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            Weights bars = Weights.of(parametersBar, f);
            INDArray yBar = NativeArrays.view(bar, rows, f);
            INDArray rowsBar = context.acquire(rows, f);
            INDArray joinedBar = context.acquire(stack, length, width);
            INDArray splitBar = context.acquire(3, batch, heads, length, width);
            INDArray pBar = context.acquire(stack, length, length);
            INDArray product = context.acquire(stack * length, length);
            INDArray sums = context.acquire(stack * length, 1);
            INDArray heads5Bar = context.acquire(batch, length, 3, heads, width);
            INDArray flatBar = NativeArrays.view(pBar, stack * length, length);
            INDArray projectedBar = NativeArrays.view(heads5Bar, rows, 3 * f);
            Columns.sum(context, backward, yBar, bars.outBias);
            backward.matmul(joinedRows, true, yBar, false, 1, 0, bars.out)
                    .matmul(yBar, false, weights.out, true, 1, 0, rowsBar)
                    .add(PreparedOp.of(
                                    "permute",
                                    NativeArrays.view(joinedBar, batch, heads, length, width),
                                    NativeArrays.view(rowsBar, batch, length, heads, width))
                            .integers(0, 2, 1, 3))
                    .matmul(joinedBar, false, v, true, 1, 0, pBar)
                    .matmul(p, true, joinedBar, false, 1, 0, part(splitBar, 2, stack, length, width))
                    .multiply(flatP, flatBar, product)
                    .matmul(product, false, NativeArrays.view(context.ones(length), length, 1), false, 1, 0, sums)
                    .op("subtract", flatBar, flatBar, sums)
                    .multiply(flatBar, flatP, flatBar)
                    .matmul(pBar, false, k, false, scale, 0, part(splitBar, 0, stack, length, width))
                    .matmul(pBar, true, q, false, scale, 0, part(splitBar, 1, stack, length, width))
                    .add(PreparedOp.of("permute", heads5Bar, splitBar).integers(1, 3, 0, 2, 4));
            Columns.sum(context, backward, projectedBar, bars.inBias);
            backward.matmul(x, true, projectedBar, false, 1, 0, bars.in)
                    .matmul(projectedBar, false, weights.in, true, 1, 0, yBar);
            for (INDArray scratch : List.of(heads5Bar, sums, product, pBar, splitBar, joinedBar, rowsBar)) {
                context.release(scratch);
            }
            return bar;
        });
    }

    /** Large negative numbers above the diagonal: their exponential is 0. */
    private static INDArray mask(PlanContext context, long length) {
        INDArray mask = context.constant("causal mask " + length, () -> {
            double[][] rows = new double[Math.toIntExact(length)][Math.toIntExact(length)];
            for (int i = 0; i < rows.length; i++) {
                for (int j = i + 1; j < rows.length; j++) {
                    rows[i][j] = -1e30;
                }
            }
            return rows;
        });
        return NativeArrays.view(mask, 1, length, length);
    }

    private static INDArray part(INDArray split, int index, long stack, long length, long width) {
        INDArray flat = NativeArrays.view(split, split.length());
        long size = stack * length * width;
        return NativeArrays.view(NativeArrays.slice(flat, index * size, size), stack, length, width);
    }

    private record Weights(INDArray in, INDArray inBias, INDArray out, INDArray outBias) {

        static Weights of(INDArray vector, long f) {
            long square = f * f;
            return new Weights(
                    NativeArrays.view(NativeArrays.slice(vector, 0, 3 * square), f, 3 * f),
                    NativeArrays.slice(vector, 3 * square, 3 * f),
                    NativeArrays.view(NativeArrays.slice(vector, 3 * square + 3 * f, square), f, f),
                    NativeArrays.slice(vector, 4 * square + 3 * f, f));
        }
    }
}
