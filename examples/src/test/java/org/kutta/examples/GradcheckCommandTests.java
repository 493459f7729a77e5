package org.kutta.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.examples.cli.CommandLines;
import picocli.CommandLine;

class GradcheckCommandTests {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        List<String> line = new ArrayList<>(List.of("gradcheck"));
        line.addAll(List.of(arguments));
        CommandLine root = Kutta.commandLine();
        root.setOut(new PrintWriter(out, true));
        root.setErr(new PrintWriter(err, true));
        return CommandLines.execute(root, line.toArray(String[]::new));
    }

    private JsonNode method(JsonNode problem, String name) {
        for (JsonNode method : problem.get("methods")) {
            if (method.get("name").asText().equals(name)) {
                return method;
            }
        }
        throw new AssertionError("no method " + name);
    }

    @Test
    void gradcheck_allProblems_showsThatDiscreteGradientsAreExactAndBacksolveLosesLorenz() throws IOException {
        Path file = folder.resolve("gradients.json");
        assertThat(run("--json", file.toString())).as(err.toString()).isZero();
        JsonNode problems = new ObjectMapper().readTree(file.toFile()).get("problems");
        assertThat(problems).hasSize(5);
        for (JsonNode problem : problems) {
            JsonNode discrete = method(problem, "discrete");
            assertThat(discrete.get("relativeError").asDouble())
                    .as(problem.get("name").asText())
                    .isLessThan(1e-8);
            assertThat(discrete.get("status").asText()).isEqualTo("ok");
            assertThat(discrete.get("nfeForward").asLong()).isPositive();
            assertThat(discrete.get("peakBytes").asLong()).isPositive();
        }
        JsonNode lost = method(problems.get(1), "backsolve");
        assertThat(problems.get(1).get("name").asText()).isEqualTo("lorenz");
        assertThat(lost.get("status").asText()).isEqualTo("failed");
        assertThat(lost.get("relativeError").isNull()).isTrue();
        assertThat(method(problems.get(0), "backsolve").get("status").asText()).isEqualTo("ok");
        assertThat(out.toString()).contains("lorenz: chaos", "use DiscreteAdjoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "0", "-1", "1e-300", "0.2", "Infinity"})
    void gradcheck_toleranceOutOfRange_isOneLineAndExitCode2(String rtol) {
        assertThat(run("--rtol", rtol, "linear")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("kutta gradcheck: --rtol (" + Double.parseDouble(rtol) + ") must be in [")
                .hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-13", "0.1"})
    void gradcheck_toleranceAtTheEndOfItsRange_isTaken(String rtol) {
        assertThat(run("--rtol", rtol, "linear")).as(err.toString()).isZero();
    }

    @Test
    void gradcheck_unknownProblemOrTableau_isOneLineAndExitCode2() {
        assertThat(run("pendulum")).isEqualTo(2);
        assertThat(err.toString()).contains("problem (pendulum) must be one of linear, lorenz");
        assertThat(run("--tableau", "rk4", "linear")).isEqualTo(2);
        assertThat(err.toString()).contains("must have error weights");
    }
}
