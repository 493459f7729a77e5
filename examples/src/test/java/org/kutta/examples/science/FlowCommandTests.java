package org.kutta.examples.science;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kutta.examples.report.Chromium;

class FlowCommandTests {
    @TempDir
    private Path folder;

    @Test
    @Tag("slow")
    void flow_quick_beatsANormalAndDrawsIt() throws Exception {
        CommandRun run = CommandRun.quick(folder, new FlowCommand());
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode result = run.json();
        double normal = FlowReport.normalLikelihood(Density.MOONS.sample(1000, 1), Density.MOONS.sample(500, 2));
        assertThat(result.get("arms")).hasSize(3).allSatisfy(arm -> {
            assertThat(arm.get("testLogLikelihood").asDouble()).isGreaterThan(normal + 0.1);
            assertThat(arm.get("nfe").asLong()).isPositive();
        });
        assertThat(run.out()).contains("exact trace", "hutchinson, penalised", "a single normal reaches -2.");
        assertThat(Chromium.open(run.page(), folder)).contains("data-charts=\"drawn\"");
    }

    @Test
    void flow_unknownDensity_isOneLineAndExitCode2() {
        CommandRun run = CommandRun.bare(folder, new FlowCommand(), "--density", "cloud");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("cloud").hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Density.class)
    void sample_anyDensity_isRepeatableAndOfAboutUnitSpread(Density density) {
        double[] points = density.sample(2000, 4);
        assertThat(points).isEqualTo(density.sample(2000, 4));
        double square = Arrays.stream(points).map(x -> x * x).average().orElseThrow();
        assertThat(Math.sqrt(square)).isCloseTo(1, within(0.35));
        assertThat(Arrays.stream(points).map(Math::abs).max().orElseThrow()).isLessThan(3);
    }

    @Test
    void normalLikelihood_unitNormalMoments_isMinusItsEntropy() {
        // Four points with mean 0 and the identity as their covariance.
        double[] points = {1, 1, 1, -1, -1, 1, -1, -1};
        assertThat(FlowReport.normalLikelihood(points, points)).isCloseTo(-Math.log(2 * Math.PI) - 1, within(1e-15));
    }
}
