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
 * Layer normalisation along the last axis: every row gets its own mean and (biased) variance (Ba et al. 2016),
 * {@code y = scale (x - mean) / sqrt(variance + epsilon) + shift}.
 *
 * @param epsilon added to the variance
 */
public record LayerNorm(double epsilon) implements Layer {

    /**
     * Checks the settings.
     *
     * @param epsilon greater than 0
     */
    public LayerNorm {
        Checks.positive("layer norm epsilon", epsilon);
    }

    /** {@return layer normalisation with epsilon 1e-5} */
    public static LayerNorm of() {
        return new LayerNorm(1e-5);
    }

    @Override
    public String name() {
        return "layerNorm";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        Shape features = Shape.of(input.dim(-1));
        return List.of(
                new ParameterGroup("scale", ParameterRole.GAIN, features),
                new ParameterGroup("shift", ParameterRole.BIAS, features));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        int features = Math.toIntExact(input.dim(-1));
        double[] values = new double[2 * features];
        Arrays.fill(values, 0, features, 1);
        return values;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        long features = input.size(-1);
        long rows = input.length() / features;
        INDArray x = NativeArrays.view(input, rows, features);
        INDArray output = context.allocate(input.shape());
        INDArray normal = context.allocate(rows, features);
        INDArray root = context.allocate(rows, 1);
        INDArray y = NativeArrays.view(output, rows, features);
        INDArray ones = NativeArrays.view(context.ones(features), features, 1);
        INDArray row = context.acquire(rows, 1);
        Program forward = new Program()
                .matmul(x, false, ones, false, -1.0 / features, 0, row)
                .op("add", normal, x, row)
                .multiply(normal, normal, y)
                .matmul(y, false, ones, false, 1.0 / features, 0, root)
                .op("add", root, root, context.constant(epsilon))
                .legacy(new Sqrt(root, root))
                .op("divide", normal, normal, root)
                .multiply(normal, vector(parameters, 0, features), y)
                .addRow(y, vector(parameters, features, features), y);
        context.release(row);
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray yBar = NativeArrays.view(bar, rows, features);
            INDArray product = context.acquire(rows, features);
            INDArray mean = context.acquire(rows, 1);
            INDArray correlation = context.acquire(rows, 1);
            // x' = (g - mean(g) - n mean(g n)) / r with n the normalised row and g = scale y'
            backward.multiply(yBar, normal, product);
            Columns.sum(context, backward, product, vector(parametersBar, 0, features));
            Columns.sum(context, backward, yBar, vector(parametersBar, features, features));
            backward.multiply(yBar, vector(parameters, 0, features), yBar)
                    .multiply(yBar, normal, product)
                    .matmul(product, false, ones, false, -1.0 / features, 0, correlation)
                    .matmul(yBar, false, ones, false, -1.0 / features, 0, mean)
                    .multiply(normal, correlation, product)
                    .axpy(1, product, yBar)
                    .op("add", yBar, yBar, mean)
                    .op("divide", yBar, yBar, root);
            context.release(correlation);
            context.release(mean);
            context.release(product);
            return bar;
        });
    }

    private static INDArray vector(INDArray parameters, long offset, long length) {
        return NativeArrays.slice(parameters, offset, length);
    }
}
