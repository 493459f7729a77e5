package org.kutta.examples.compare;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.examples.report.Chromium;
import org.kutta.examples.report.Json;

class CompareReportTests {
    private static final List<Outcome> OUTCOMES = List.of(
            outcome("euler", "discrete", 1, Double.NaN, "loss is NaN at step 17: lower the learning rate"),
            outcome("rk4", "discrete", 4, 0.95, null),
            outcome("node-dopri5", "continuous", 5, 0.94, null));

    private static final CompareResult RESULT = new CompareResult(
            "mnist-sample", 5000, 1000, OUTCOMES.stream().map(Outcome::result).toList());

    @TempDir
    private Path folder;

    @Test
    void of_oneArmDiverged_isDrawnByABrowserAndSaysSo() throws Exception {
        Path page = folder.resolve("compare.html");
        Files.write(page, CompareReport.of(RESULT, OUTCOMES, "One epoch.").html());
        assertThat(Chromium.open(page, folder))
                .contains("data-charts=\"drawn\"")
                .contains("euler was given up: loss is NaN at step 17")
                .contains("node-dopri5");
    }

    @Test
    void table_figureThatIsMissing_isADash() {
        List<String> lines = CompareTexts.table(RESULT).text().lines().toList();
        assertThat(lines.get(0)).startsWith("arm").contains("reading", "tableau", "order", "depth", "native MiB");
        assertThat(lines.get(2)).startsWith("euler").contains(" - ").doesNotContain("NaN");
        assertThat(lines.get(3)).containsPattern("rk4 +discrete +rk4 +4 +12 +26 +57000 +0\\.9500 +");
        assertThat(lines.get(4)).containsPattern("node-dopri5 +continuous +dopri5 +5 +1 +- +57000 +0\\.9400 +");
    }

    @Test
    void json_result_hasTheFieldsOfItsContract() throws Exception {
        JsonNode root = new ObjectMapper().readTree(Json.bytes(RESULT));
        assertThat(root.fieldNames()).toIterable().containsExactly("dataset", "trainSize", "testSize", "arms");
        assertThat(root.get("arms").get(0).get("testAccuracy").isNull()).isTrue();
        assertThat(root.get("arms").get(1).fieldNames())
                .toIterable()
                .containsExactly(
                        "name",
                        "reading",
                        "tableau",
                        "order",
                        "subnets",
                        "parameters",
                        "testAccuracy",
                        "trainLoss",
                        "dt",
                        "totalTime",
                        "nfeForward",
                        "nfeBackward",
                        "secondsPerEpoch",
                        "peakNativeBytes");
    }

    @Test
    void reading_noise_isTheStandardErrorOfAShare() {
        // sqrt(0.945 * 0.055 / 1000) = 0.00721; two of a difference of two: 0.0204.
        assertThat(CompareTexts.reading(RESULT))
                .filteredOn(point -> point.startsWith("Noise"))
                .singleElement(as(STRING))
                .contains("1000 test samples", "near 0.945", "standard error of 0.0072", "below 0.020");
    }

    private static Outcome outcome(String name, String reading, int order, double accuracy, @Nullable String failure) {
        ArmCurve curve = new ArmCurve();
        curve.add(1.2, 0.7, 12, 3.5);
        curve.add(0.3, accuracy, 12, 3.5);
        String tableau = name.replace("node-", "");
        int subnets = reading.equals("discrete") ? 12 : 1;
        return new Outcome(
                new ArmResult(
                        name, reading, tableau, order, subnets, 57_000, accuracy, 0.3, 1, 3, 12, 12, 3.5, 1 << 24),
                curve,
                failure);
    }
}
