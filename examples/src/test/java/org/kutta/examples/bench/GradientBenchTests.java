package org.kutta.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.examples.cli.CommandLines;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import picocli.CommandLine;

class GradientBenchTests {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine root = new CommandLine(new BenchCommand());
        root.setOut(new PrintWriter(out, true));
        root.setErr(new PrintWriter(err, true));
        return CommandLines.execute(root, args);
    }

    @Test
    void gradient_oneCase_writesItAsJson() throws IOException {
        Path file = folder.resolve("bench.json");
        assertThat(run("gradient", "--only", "single-rk4-gradient", "--json", file.toString()))
                .as(err.toString())
                .isZero();
        JsonNode cases = new ObjectMapper().readTree(file.toFile()).get("cases");
        assertThat(cases).hasSize(1);
        JsonNode first = cases.get(0);
        assertThat(first.get("name").asText()).isEqualTo("single-rk4-gradient");
        assertThat(first.get("medianMillis").asDouble()).isPositive();
        assertThat(first.get("nfeForward").asLong()).isEqualTo(4 * 20);
        assertThat(first.get("nfeBackward").asLong()).isZero();
        assertThat(first.get("peakBytes").asLong()).isPositive();
        assertThat(out.toString()).contains("single-rk4-gradient");
    }

    @Test
    void gradient_unknownCase_isRefused() {
        assertThat(run("gradient", "--only", "huge")).isEqualTo(2);
        assertThat(err.toString()).contains("--only (huge) must be part of the name of a case");
    }

    @Test
    void gradientTask_anyMethod_givesTheDerivativeOfTheMeanSquare() {
        HeapField field = HeapField.of(Sequential.of(Dense.of(9), new Tanh(), Dense.of(2)), 2, 5);
        double[] y0 = {0.3, -0.7, 1.1, 0.2};
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, 20);
        for (GradientMethod method : new GradientMethod[] {DiscreteAdjoint.storeAll(), BacksolveAdjoint.create()}) {
            try (GradientTask<double[]> task =
                    new GradientTask<>(method, solver, DoubleArraySpace.INSTANCE, field, 1, y0)) {
                task.gradient();
                int index = 4;
                double e = 1e-5;
                double p = field.parameters()[index];
                field.parameters()[index] = p + e;
                double plus = loss(solver, field, y0);
                field.parameters()[index] = p - e;
                double minus = loss(solver, field, y0);
                field.parameters()[index] = p;
                // dt^4 for the adjoint equation solved back, e^2 for the difference
                assertThat(task.parametersBar()[index])
                        .as(method.name())
                        .isCloseTo((plus - minus) / (2 * e), within(1e-6));
            }
        }
    }

    private static double loss(OdeSolver solver, HeapField field, double[] y0) {
        double sum = 0;
        for (double y : solver.solve(field.bind(y0), 0, 1, y0).finalState()) {
            sum += y * y;
        }
        return sum / y0.length;
    }
}
