package org.kutta.examples.networks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.examples.cli.CommandLines;
import picocli.CommandLine;

class NetworksCommandTests {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine root = new CommandLine(new NetworksCommand());
        root.setOut(new PrintWriter(out, true));
        root.setErr(new PrintWriter(err, true));
        return CommandLines.execute(root, args);
    }

    @Test
    @Tag("slow")
    void networks_oneOfThem_learnsItsBatch() throws IOException {
        Path file = folder.resolve("networks.json");
        assertThat(run("--only", "horesnet-heun2", "--json", file.toString()))
                .as(err.toString())
                .isZero();
        JsonNode networks = new ObjectMapper().readTree(file.toFile()).get("networks");
        assertThat(networks).hasSize(1);
        JsonNode network = networks.get(0);
        assertThat(network.get("name").asText()).isEqualTo("horesnet-heun2");
        assertThat(network.get("reading").asText()).isEqualTo("discrete");
        assertThat(network.get("tableau").asText()).isEqualTo("heun2");
        assertThat(network.get("weights").asText()).isEqualTo("per_stage");
        assertThat(network.get("depth").asInt()).isEqualTo(14);
        assertThat(network.get("parameters").asLong()).isPositive();
        assertThat(network.get("multiplyAdds").asLong()).isPositive();
        assertThat(network.get("odeFaithful").asBoolean(true)).isFalse();
        double before = network.get("lossBefore").asDouble();
        assertThat(network.get("lossAfter").asDouble()).isLessThan(before / 2);
        assertThat(out.toString()).contains("horesnet-heun2");
    }

    @Test
    void networks_badOption_isRefused() {
        assertThat(run("--only", "resnet-57")).isEqualTo(2);
        assertThat(err.toString()).contains("network (resnet-57) must be part of one of plain-20");
        assertThat(run("--steps", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--steps (0) must be >= 1");
        assertThat(run("--batch", "5001")).isEqualTo(2);
        assertThat(err.toString()).contains("--batch (5001) must be at most the number of training samples (5000)");
        assertThat(run("--data", "spheres")).isEqualTo(2);
        assertThat(err.toString()).contains("--data (spheres) must be images");
    }
}
