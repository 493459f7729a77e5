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
import org.kutta.examples.cli.CommandLines;
import picocli.CommandLine;

class NnBenchTests {
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
    void nn_oneStack_writesItAsJson() throws IOException {
        Path file = folder.resolve("nn.json");
        assertThat(run("nn", "--only", "c16-midpoint", "--steps", "2", "--json", file.toString()))
                .as(err.toString())
                .isZero();
        JsonNode cases = new ObjectMapper().readTree(file.toFile()).get("cases");
        assertThat(cases).hasSize(1);
        JsonNode first = cases.get(0);
        assertThat(first.get("name").asText()).isEqualTo("stack-c16-midpoint");
        assertThat(first.get("floorMillis").asDouble()).isPositive();
        // 12 sub-networks of 2 convolutions, 2 * 9 * 16 * 16 operations a pixel, forward and twice that backward.
        double flops = 3.0 * 12 * 2 * 2 * 9 * 16 * 16 * 16 * 16 * 128;
        double nanos = first.get("medianMillis").asDouble() * 1e6;
        assertThat(first.get("gflops").asDouble()).isCloseTo(flops / nanos, within(1e-9 * flops / nanos));
        assertThat(out.toString()).contains("stack-c16-midpoint");
    }

    @Test
    void nn_badOption_isRefused() {
        assertThat(run("nn", "--only", "c17")).isEqualTo(2);
        assertThat(err.toString()).contains("--only (c17) must be part of a name such as stack-c16-rk4");
        assertThat(run("nn", "--steps", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--steps (0) must be >= 1");
    }
}
