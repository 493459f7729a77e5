package org.kutta.nn.layer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A learned array in the shape of a sample, added to every sample: the positions of a sequence {@code [length, features]}, which attention does not see by
 * itself.
 *
 * @param deviation standard deviation of the initial values
 */
public record PositionalEmbedding(double deviation) implements Layer {

    /**
     * Checks the number.
     *
     * @param deviation finite, at least 0
     */
    public PositionalEmbedding {
        Checks.notNegative("standard deviation", deviation);
    }

    /** {@return the layer that starts normally distributed with standard deviation 0.02} */
    public static PositionalEmbedding of() {
        return new PositionalEmbedding(0.02);
    }

    @Override
    public String name() {
        return "positionalEmbedding";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return List.of(new ParameterGroup("position", ParameterRole.EMBEDDING, input));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        double[] values = new double[Math.toIntExact(input.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = deviation * random.nextGaussian();
        }
        return values;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        INDArray output = context.allocate(input.shape());
        long batch = input.size(0);
        long size = parameters.length();
        Program forward = new Program()
                .addRow(NativeArrays.view(input, batch, size), parameters, NativeArrays.view(output, batch, size));
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            Columns.sum(context, backward, NativeArrays.view(bar, batch, size), parametersBar);
            return bar;
        });
    }
}
