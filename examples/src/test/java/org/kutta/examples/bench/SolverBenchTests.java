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
import org.kutta.solver.SolveStatus;
import picocli.CommandLine;

class SolverBenchTests {

    @TempDir
    private Path folder;

    @Test
    void bench_oneProblem_writesTheCaseAsData() throws IOException {
        StringWriter out = new StringWriter();
        Path json = folder.resolve("bench.json");
        int code = new CommandLine(new SolverBench())
                .setOut(new PrintWriter(out))
                .execute("--only", "arenstorf", "--runs", "3", "--json", json.toString());
        assertThat(code).isZero();
        assertThat(out.toString()).contains("arenstorf-dopri5");
        JsonNode cases = new ObjectMapper().readTree(json.toFile()).get("cases");
        assertThat(cases).hasSize(1);
        JsonNode orbit = cases.get(0);
        assertThat(orbit.get("name").asText()).isEqualTo("arenstorf-dopri5");
        assertThat(orbit.get("peer").asText()).isEqualTo("hipparchus");
        assertThat(orbit.get("medianMillis").asDouble()).isPositive();
        assertThat(orbit.get("peerMedianMillis").asDouble()).isPositive();
        assertThat(orbit.get("nfe").asLong()).isGreaterThan(1000);
        assertThat(orbit.get("peerNfe").asLong()).isGreaterThan(1000);
        assertThat(orbit.get("nsPerNfe").asDouble()).isPositive();
        assertThat(orbit.get("bytesPerStep").asDouble()).isLessThan(1);
    }

    @Test
    void all_problems_areSolvedByBothWithTheSameWork() {
        for (SolverCase problem : SolverCase.all()) {
            if (!problem.name().contains("200000")) {
                assertThat(problem.solve(1).status()).isEqualTo(SolveStatus.SUCCESS);
                assertThat((double) problem.solvePeer()
                                / problem.solve(1).stats().nfe())
                        .as(problem.name())
                        .isBetween(0.7, 1.4);
            }
        }
    }
}
