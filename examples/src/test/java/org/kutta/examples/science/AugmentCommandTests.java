package org.kutta.examples.science;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.examples.report.Chromium;

class AugmentCommandTests {
    @TempDir
    private Path folder;

    @Test
    @Tag("slow")
    void augment_quick_moreDimensionsLearnFasterAndArePictured() throws Exception {
        CommandRun run = CommandRun.quick(folder, new AugmentCommand());
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode arms = run.json().get("arms");
        assertThat(arms).hasSize(3);
        double plain = arms.get(0).get("trainLoss").asDouble();
        assertThat(arms.get(2).get("trainLoss").asDouble()).isLessThan(0.8 * plain);
        assertThat(arms.get(2).get("testAccuracy").asDouble())
                .isGreaterThan(arms.get(0).get("testAccuracy").asDouble());
        assertThat(run.out()).contains("plain", "augmented by 3");
        assertThat(Chromium.open(run.page(), folder)).contains("data-charts=\"drawn\"");
    }

    @Test
    void points_any_discAndRingInTurn() {
        double[] points = AugmentCommand.points(100, 3);
        for (int n = 0; n < 100; n++) {
            double radius = Math.hypot(points[2 * n], points[2 * n + 1]);
            if (AugmentCommand.isRing(n)) {
                assertThat(radius).isBetween(1.1, 2.0);
            } else {
                assertThat(radius).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void augment_badThreads_isOneLineAndExitCode2() {
        CommandRun run = CommandRun.bare(folder, new AugmentCommand(), "--threads", "0");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--threads (0)").hasLineCount(1);
    }
}
