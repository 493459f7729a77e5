package org.kutta.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.examples.cli.CommandLines;
import picocli.CommandLine;

class FieldBenchTests {
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
    void field_oneSize_writesItAsJson() throws IOException {
        Path file = folder.resolve("field.json");
        assertThat(run("field", "--only", "c16", "--json", file.toString()))
                .as(err.toString())
                .isZero();
        JsonNode cases = new ObjectMapper().readTree(file.toFile()).get("cases");
        assertThat(cases).hasSize(1);
        JsonNode first = cases.get(0);
        assertThat(first.get("name").asText()).isEqualTo("conv-c16");
        double forward = first.get("forwardMillis").asDouble();
        double gradient = first.get("gradientMillis").asDouble();
        assertThat(forward).isPositive();
        assertThat(gradient).isGreaterThan(forward);
        assertThat(first.get("ratio").asDouble()).isEqualTo(gradient / forward);
        assertThat(out.toString()).contains("conv-c16");
    }

    @Test
    void field_unknownSize_isRefused() {
        assertThat(run("field", "--only", "c17")).isEqualTo(2);
        assertThat(err.toString()).contains("--only (c17) must be part of a name such as conv-c16");
    }
}
