package org.kutta.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTests {
    @TempDir
    Path folder;

    @Test
    void html_chartsOfEachKind_areDrawnByABrowserWithoutAnError() throws Exception {
        byte[] html = sample().html();
        assertThat(html.length).as("size of the page").isBetween(1_000_000, 5_000_000);
        String dom = Chromium.open(Files.write(folder.resolve("report.html"), html), folder);
        assertThat(dom).contains("data-charts=\"drawn\"").contains("<p class=\"error\" id=\"error\"></p>");
        for (int chart = 0; chart < 5; chart++) {
            assertThat(dom).containsPattern("id=\"chart-" + chart + "\"[^>]*>\\s*<div class=\"plot-container");
        }
    }

    @Test
    void html_textWithMarkup_isEscapedAndRequestsNothing() {
        String page = new String(
                Report.titled("<script>alert(1)</script>")
                        .paragraph("a < b & \"c\"")
                        .table(Table.of("<i>").row("</td>"))
                        .html(),
                StandardCharsets.UTF_8);
        assertThat(page)
                .contains("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>")
                .contains("<p>a &lt; b &amp; &quot;c&quot;</p>")
                .contains("<td>&lt;/td&gt;</td>")
                .doesNotContain("http:", "https:", "src=");
        assertThat(page.length()).as("no chart, no chart library").isLessThan(20_000);
    }

    /** A page with every kind of element, also where numbers are missing. */
    static Report sample() {
        double[] x = {0, 1, 2, 3, 4};
        double[] loss = {2.3, 0.9, 0.4, Double.NaN, 0.1};
        double[][] grid = {{1, 2, 3, 2, 1}, {2, 3, 4, 3, 2}, {1, 2, Double.NaN, 2, 1}};
        double[] y = {0, 1, 2};
        return Report.titled("Every element of a report")
                .paragraph(
                        "A paragraph of ordinary length, which wraps when the window is narrow and stays readable when "
                                + "the window is wide: about ninety characters in a line, then the next line.")
                .table(Table.of(
                                "reading",
                                "tableau",
                                "order",
                                "test accuracy",
                                "seconds an epoch",
                                "peak native memory")
                        .row("discrete", "euler", "1", "0.9512", "1.2", "12.5 MiB")
                        .row("continuous", "dopri5", "5", "0.9633", "14.8", "3.1 MiB"))
                .heading("Curves")
                .points(List.of("One point.", "Another point, with <angle> brackets."))
                .charts(
                        Chart.of("Training loss", "epoch", "cross-entropy <nats>")
                                .line("euler", x, loss)
                                .line("midpoint", x, new double[] {2.2, 0.8, 0.3, 0.2, 0.15})
                                .logY()
                                .caption("Lower is better; the scale is logarithmic."),
                        Chart.of("Accuracy against order", "", "test accuracy")
                                .bars("accuracy", List.of("euler", "rk4"), new double[] {0.95, 0.97}),
                        Chart.of("Samples", "x", "y").points("inner", x, loss),
                        Chart.of("Surface", "first direction", "second direction")
                                .surface("loss", x, y, grid),
                        Chart.of("Contours", "first direction", "second direction")
                                .contours("loss", x, y, grid));
    }
}
