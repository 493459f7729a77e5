package org.kutta.nn.layer;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A learned convex combination of candidates that lie side by side along the last axis: with the input {@code x = [x_1, ..., x_s]},
 * {@code y = sum g_i x_i}, {@code g = softmax(x W + b)}, one set of weights for each row (sample and position).
 *
 * <p>It starts as the fixed combination by {@code weights}: {@code W = 0} and {@code b_i = log(weights_i)}. For two candidates it is the gate
 * {@code sigma x_1 + (1 - sigma) x_2} with {@code sigma = sigmoid(x w + c)}.
 *
 * @param weights weights at the start, all greater than 0, with the sum 1; as many as there are candidates
 */
public record SoftmaxMixture(ImmutableDoubleArray weights) implements Layer {

    /**
     * Checks the weights.
     *
     * @param weights at least one, all greater than 0, with the sum 1
     */
    public SoftmaxMixture {
        Checks.atLeast("candidates", weights.length(), 1);
        Checks.check(
                weights.stream().allMatch(weight -> weight > 0)
                        && Math.abs(weights.stream().sum() - 1) < 1e-12,
                "mixture weights",
                weights,
                "must be > 0 and have the sum 1");
    }

    /**
     * A mixture that starts at given weights.
     *
     * @param weights at least one, all greater than 0, with the sum 1
     * @return the layer
     */
    public static SoftmaxMixture of(double... weights) {
        return new SoftmaxMixture(ImmutableDoubleArray.copyOf(weights));
    }

    @Override
    public String name() {
        return "mixture(" + candidates() + ")";
    }

    private int candidates() {
        return weights.length();
    }

    @Override
    public Shape outputShape(Shape input) {
        Checks.check(
                input.dim(-1) % candidates() == 0,
                "%s expects a multiple of %s features but the input is %s",
                name(),
                candidates(),
                input);
        return input.withLast(input.dim(-1) / candidates());
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return List.of(
                new ParameterGroup("weight", ParameterRole.DENSE_WEIGHT, Shape.of(input.dim(-1), candidates())),
                new ParameterGroup("bias", ParameterRole.BIAS, Shape.of(candidates())));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        double[] weight = new double[Math.toIntExact(input.dim(-1) * candidates())];
        return Groups.append(weight, weights.stream().map(Math::log).toArray());
    }

    @Override
    public long multiplyAdds(Shape input) {
        return input.size() * candidates();
    }

    /*
     * As matrices, a row for each sample and position: G = softmax(X W + b); spread to the width of X by the constant matrix E of ones, and summed over candidates by S, a pile of
     * identities: Y = (X * G E) S. Backwards, with Z = Y' S^T: G' = (Z * X) E^T, L' = G * (G' - rowsum(G * G')), X' = Z * G E + L' W^T.
     */
    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        long wide = input.size(-1);
        long s = candidates();
        long rows = input.length() / wide;
        INDArray output = context.allocate(outputShape(Shape.ofSamples(input)));
        INDArray x = NativeArrays.view(input, rows, wide);
        INDArray y = NativeArrays.view(output, rows, wide / s);
        INDArray weight = NativeArrays.view(NativeArrays.slice(parameters, 0, wide * s), wide, s);
        INDArray bias = NativeArrays.slice(parameters, wide * s, s);
        INDArray gate = context.allocate(rows, s);
        INDArray spread = context.allocate(rows, wide);
        INDArray spreading = context.constant("mixture spread " + s + " " + wide, () -> spreading(s, wide));
        INDArray summing = context.constant("mixture sum " + s + " " + wide, () -> summing(s, wide));
        INDArray product = context.acquire(rows, wide);
        Program forward = new Program()
                .matmul(x, false, weight, false, 1, 0, gate)
                .addRow(gate, bias, gate)
                .add(PreparedOp.of("softmax", gate, gate).integers(1))
                .matmul(gate, false, spreading, false, 1, 0, spread)
                .multiply(x, spread, product)
                .matmul(product, false, summing, false, 1, 0, y);
        context.release(product);
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray yBar = NativeArrays.view(bar, rows, wide / s);
            INDArray inputBar = context.acquire(input.shape());
            INDArray xBar = NativeArrays.view(inputBar, rows, wide);
            INDArray scratch = context.acquire(rows, wide);
            INDArray gateBar = context.acquire(rows, s);
            INDArray gateProduct = context.acquire(rows, s);
            INDArray sums = context.acquire(rows, 1);
            backward.matmul(yBar, false, summing, true, 1, 0, xBar)
                    .multiply(xBar, x, scratch)
                    .matmul(scratch, false, spreading, true, 1, 0, gateBar)
                    .multiply(gate, gateBar, gateProduct)
                    .matmul(gateProduct, false, NativeArrays.view(context.ones(s), s, 1), false, 1, 0, sums)
                    .op("subtract", gateBar, gateBar, sums)
                    .multiply(gateBar, gate, gateBar)
                    .matmul(
                            x,
                            true,
                            gateBar,
                            false,
                            1,
                            0,
                            NativeArrays.view(NativeArrays.slice(parametersBar, 0, wide * s), wide, s));
            Columns.sum(context, backward, gateBar, NativeArrays.slice(parametersBar, wide * s, s));
            backward.multiply(xBar, spread, xBar).matmul(gateBar, false, weight, true, 1, 1, xBar);
            for (INDArray array : List.of(sums, gateProduct, gateBar, scratch)) {
                context.release(array);
            }
            return inputBar;
        });
    }

    private static double[][] spreading(long s, long wide) {
        double[][] rows = new double[Math.toIntExact(s)][Math.toIntExact(wide)];
        int width = Math.toIntExact(wide / s);
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < width; c++) {
                rows[i][i * width + c] = 1;
            }
        }
        return rows;
    }

    private static double[][] summing(long s, long wide) {
        int width = Math.toIntExact(wide / s);
        double[][] rows = new double[Math.toIntExact(wide)][width];
        for (int i = 0; i < rows.length; i++) {
            rows[i][i % width] = 1;
        }
        return rows;
    }
}
