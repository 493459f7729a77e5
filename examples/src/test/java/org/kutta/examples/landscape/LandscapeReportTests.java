package org.kutta.examples.landscape;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.examples.report.Chromium;

class LandscapeReportTests {
    private static final double[] AXIS = {-1, 0, 1};

    @TempDir
    private Path folder;

    @Test
    void of_gridWithHoles_isDrawnByABrowserWithoutAnError() throws Exception {
        Path page = folder.resolve("landscape.html");
        Files.write(page, LandscapeReport.of(result("principal")).html());
        String dom = Chromium.open(page, folder);
        assertThat(dom).contains("data-charts=\"drawn\"").contains("<p class=\"error\" id=\"error\"></p>");
        // Cuts, rises, two contours, two surfaces, ways, two curvatures.
        for (int chart = 0; chart < 9; chart++) {
            assertThat(dom).containsPattern("id=\"chart-" + chart + "\"[^>]*>\\s*<div class=\"plot-container");
        }
        assertThat(dom).contains("rk4").contains("angle between the directions 89.5 degrees");
    }

    @Test
    void csv_lossNotFinite_isAnEmptyField() {
        assertThat(new String(LandscapeFiles.csv(result("random")), StandardCharsets.US_ASCII).lines())
                .hasSize(19)
                .contains("plain,1.0,-1.0,", "plain,-1.0,1.0,", "rk4,0.0,0.0,0.125");
    }

    @Test
    void vtk_grid_hasThePointsInTheOrderOfTheLosses() {
        assertThat(new String(LandscapeFiles.vtk(result("random")), StandardCharsets.US_ASCII).lines())
                .startsWith(
                        "# vtk DataFile Version 3.0",
                        "loss surfaces of digits",
                        "ASCII",
                        "DATASET STRUCTURED_GRID",
                        "DIMENSIONS 3 3 1",
                        "POINTS 9 double",
                        "-1.0 -1.0 0.0",
                        "0.0 -1.0 0.0")
                .containsSubsequence(
                        "POINT_DATA 9", "SCALARS loss_plain double 1", "LOOKUP_TABLE default", "2.0", "1.0", "nan")
                .endsWith("2.0", "1.0", "4.0");
    }

    private static LandscapeResult result(String plane) {
        double[][] holes = {{2, 1, Double.NaN}, {1, 0.125, 1}, {Double.POSITIVE_INFINITY, 1, 2}};
        double[][] whole = {{2, 1, 2}, {1, 0.125, 1}, {2, 1, 4}};
        return new LandscapeResult(
                "digits",
                100,
                "1 epoch",
                plane,
                7,
                0.25,
                AXIS,
                AXIS,
                AXIS,
                AXIS,
                ImmutableList.of(arm("plain", 0, holes), arm("rk4", 4, whole)));
    }

    private static ArmSurface arm(String name, int order, double[][] losses) {
        double[] path = {1, 0.5, 0};
        return new ArmSurface(
                name,
                order,
                1000,
                0.9,
                0.125,
                0.2,
                0.01,
                3,
                -1,
                20,
                0.02,
                0.05,
                false,
                89.5,
                new double[] {1, 0.125, 7},
                losses,
                new double[][] {{0.1, 0.2, 0.3}, {0, 0.05, 0.1}, {Double.NaN, 1, 2}},
                new ArmSurface.Path(new long[] {0, 5, 10}, path, path, 0.001, path, path, new double[] {0.9, 0.05}));
    }
}
