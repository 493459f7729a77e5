package org.kutta.nn.layer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A table of vectors: {@code [length]} tokens, whole numbers from 0 held as floating point, to {@code [length, units]}.
 *
 * <p>The cotangent of the tokens is zero. Every forward pass reads the tokens, because the native library would not survive one outside the table: it fails with an
 * {@link IllegalArgumentException} that names the token.
 *
 * @param vocabulary number of rows of the table
 * @param units size of each row
 */
public record Embedding(int vocabulary, int units) implements Layer {

    /**
     * Checks the settings.
     *
     * @param vocabulary at least 1
     * @param units at least 1
     */
    public Embedding {
        Checks.atLeast("embedding vocabulary", vocabulary, 1);
        Checks.atLeast("embedding units", units, 1);
    }

    @Override
    public String name() {
        return "embedding(" + vocabulary + ", " + units + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 1) {
            throw new IllegalArgumentException("embedding expects [length] but the input is " + input);
        }
        return Shape.of(input.dim(0), units);
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return List.of(new ParameterGroup("table", ParameterRole.EMBEDDING, Shape.of(vocabulary, units)));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return Initializer.LECUN.sample(units, units, vocabulary * units, random);
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        INDArray table = NativeArrays.view(parameters, vocabulary, units);
        INDArray output = context.allocate(outputShape(Shape.ofSamples(input)));
        INDArray rows = NativeArrays.view(output, input.length(), units);
        INDArray indices = context.allocateIndices(input.length());
        Program forward = new Program()
                .add(() -> copyIndices(input, indices))
                .add(PreparedOp.of("gather", rows, table, indices).integers(0));
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray tableBar = NativeArrays.view(parametersBar, vocabulary, units);
            INDArray inputBar = context.acquire(input.shape());
            backward.add(() -> NativeArrays.setZero(tableBar))
                    .op("scatter_add", tableBar, tableBar, indices, NativeArrays.view(bar, input.length(), units))
                    .add(() -> NativeArrays.setZero(inputBar));
            return inputBar;
        });
    }

    private void copyIndices(INDArray tokens, INDArray indices) {
        for (long i = 0; i < tokens.length(); i++) {
            double token = tokens.getDouble(i);
            int index = (int) token;
            Checks.check(
                    index == token && index >= 0 && index < vocabulary,
                    "token",
                    token,
                    "must be a whole number in [0, " + vocabulary + ")");
            indices.putScalar(i, index);
        }
    }
}
