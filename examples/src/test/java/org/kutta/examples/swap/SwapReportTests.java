package org.kutta.examples.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.examples.report.Chromium;
import org.kutta.examples.report.Json;
import org.kutta.nn.compare.CriticalStep;
import org.kutta.nn.compare.SwapCell;
import org.kutta.nn.compare.SwapMatrix;
import org.kutta.nn.compare.Verdict;

class SwapReportTests {
    private static final SwapMatrix DEPENDENT = new SwapMatrix(
            "accuracy",
            0.05,
            "euler",
            1,
            1,
            1,
            Double.NaN,
            1,
            0.9,
            ImmutableList.of(
                    new SwapCell("euler", 1, 0.5, 0.5, Double.NaN, 2, 2, 0.6, 1.25, true, false, ""),
                    new SwapCell("euler", 1, 1, 1, Double.NaN, 1, 1, 0.9, 0, true, true, ""),
                    new SwapCell(
                            "rk4", 4, 0.5, 0.5, Double.NaN, 2, 8, Double.NaN, Double.NaN, true, false, "not finite"),
                    new SwapCell("rk4", 4, 1, 1, Double.NaN, 1, 4, 0.88, 0.2, true, true, "")),
            Verdict.DEPENDENT,
            new CriticalStep(Double.NaN, 0.001, 0.5, 20));

    private static final SwapMatrix VALID = new SwapMatrix(
            "accuracy",
            0.05,
            "dopri5",
            5,
            7,
            Double.NaN,
            1e-3,
            1,
            0.95,
            ImmutableList.of(
                    new SwapCell("dopri5", 5, Double.NaN, Double.NaN, 1, 7, 43, 0.95, 0, true, true, ""),
                    new SwapCell("dopri5", 5, Double.NaN, Double.NaN, 10, 4, 25, 0.5, 0.3, false, false, "")),
            Verdict.VALID,
            new CriticalStep(1, Double.NaN, 0.95, 3));

    private static final List<SwapOutcome> OUTCOMES =
            List.of(new SwapOutcome("coarse", DEPENDENT), new SwapOutcome("adaptive", VALID));

    @TempDir
    private Path folder;

    @Test
    void of_twoModels_isDrawnByABrowserAndSaysWhatWasFound() throws Exception {
        Path page = folder.resolve("swap.html");
        Files.write(page, SwapReport.of(OUTCOMES, "Points.").html());
        assertThat(Chromium.open(page, folder))
                .contains("data-charts=\"drawn\"")
                .contains("coarse: depends on its discretisation", "adaptive: an ODE")
                .contains("failed ✗", "step × 0.5", "tolerance × 10");
    }

    @Test
    void words_everyCase_sayWhatTheFiguresAre() {
        assertThat(SwapTexts.words(OUTCOMES.get(0)))
                .containsExactly(
                        "No: 'coarse' depends on its discretisation. It was trained with euler, 1 step; under a solver that is at least as accurate, rk4 with"
                                + " steps 0.5 times as long, the solve fails. It has learned its steps, not a vector field.",
                        "Solved exactly, the learned field gives an accuracy of 0.500. No step of euler down to 0.001 reproduces that within 20 tries.");
        assertThat(SwapTexts.words(OUTCOMES.get(1)))
                .containsExactly(
                        "Yes: 'adaptive' still is an ODE. Every solver at least as accurate as the one it was trained with (dopri5 to a tolerance of 0.001) gives its"
                                + " accuracy of 0.950 to within 0.05.",
                        "Solved exactly, the learned field gives an accuracy of 0.950. Even a single step of dopri5 over the whole interval reproduces that; its steps"
                                + " were 0.143 long on average.");
    }

    @Test
    void tables_markWhatCounts() {
        assertThat(SwapTexts.cells(DEPENDENT).text().lines())
                .containsExactly(
                        "tableau  step × 0.5  step × 1",
                        "-------  ----------  --------",
                        "euler    0.600 ✗      0.900 ✓",
                        "rk4      - failed ✗   0.880 ✓");
        assertThat(SwapTexts.summary(OUTCOMES).text()).contains("no, depends on its steps", "yes");
    }

    @Test
    void json_figuresThatAreNone_areNull() throws Exception {
        JsonNode entry = new ObjectMapper().readTree(Json.bytes(SwapEntry.of("coarse", DEPENDENT)));
        assertThat(entry.get("criticalStep").isNull()).isTrue();
        assertThat(entry.get("cells").get(2).get("metric").isNull()).isTrue();
        assertThat(entry.get("cells").get(2).get("trajectoryDistance").isNull()).isTrue();
    }
}
