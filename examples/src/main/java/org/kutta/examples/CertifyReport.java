package org.kutta.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.examples.report.Table;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.StabilityFunction;
import org.kutta.solver.tableau.TableauCertificate;

/** Certificates of tableaus as a page: figures of all, then each array and its region of stability. */
final class CertifyReport {
    private static final int COLUMNS = 120;
    private static final int ROWS = 121;

    private CertifyReport() {}

    /** The figures of all certificates, a row each. */
    static Table summary(List<TableauCertificate> certificates) {
        Table table = Table.of(
                "tableau",
                "passed",
                "order",
                "embedded",
                "dense",
                "stages",
                "used",
                "FSAL",
                "error norm",
                "real",
                "imaginary",
                "max|a|",
                "sum|b|",
                "growth");
        for (TableauCertificate certificate : certificates) {
            ButcherTableau tableau = certificate.tableau();
            table.row(
                    tableau.name(),
                    certificate.passed() ? "yes" : "NO",
                    Integer.toString(certificate.verifiedOrder()),
                    tableau.adaptive() ? embeddedOrders(certificate) : "-",
                    tableau.denseDegree() > 0 ? Integer.toString(certificate.verifiedDenseOrder()) : "-",
                    Integer.toString(tableau.stages()),
                    Integer.toString(tableau.stackStages()),
                    tableau.fsal() ? "yes" : "no",
                    format("%.2g", certificate.principalErrorNorm()),
                    format("%.2f", certificate.stability().realInterval()),
                    format("%.2f", certificate.stability().imaginaryInterval()),
                    format("%.3f", certificate.maxAbsA()),
                    format("%.2f", certificate.sumAbsB()),
                    format("%.2f", tableau.varianceGrowth()));
        }
        return table;
    }

    private static String embeddedOrders(TableauCertificate certificate) {
        return String.join(
                ",", strings(certificate.tableau().errorEstimates(), k -> "" + certificate.verifiedEmbeddedOrder(k)));
    }

    /** The page. */
    static Report of(List<TableauCertificate> certificates) {
        Report report = Report.titled("Tableau certificates");
        report.paragraph(
                "Orders are proved by the rooted-tree order conditions, in exact arithmetic where the coefficients are"
                        + " exact. Error norm: residuals of the first order that fails, each divided by its tree's symmetry. Real and"
                        + " imaginary: how far the method is stable on these axes. Growth: by how much a block of untrained, independent"
                        + " stage maps multiplies the variance of its input.");
        report.table(summary(certificates));
        for (TableauCertificate certificate : certificates) {
            ButcherTableau tableau = certificate.tableau();
            report.heading(tableau.toString());
            report.points(certificate.passed() ? List.of("Every claimed order is proved.") : certificate.problems());
            report.table(array(tableau));
            report.charts(stabilityRegion(certificate));
        }
        return report;
    }

    private static Table array(ButcherTableau tableau) {
        int stages = tableau.stages();
        List<String> columns = new ArrayList<>(List.of("c"));
        columns.addAll(strings(stages, j -> "a" + (j + 1)));
        Table table = Table.of(columns.toArray(String[]::new));
        for (int i = 0; i < stages; i++) {
            int row = i;
            addRow(
                    table,
                    tableau.exactC(i).toString(),
                    stages,
                    j -> j < row ? tableau.exactA(row, j).toString() : "");
        }
        addRow(table, "b", stages, i -> tableau.exactB(i).toString());
        for (int k = 0; k < tableau.errorEstimates(); k++) {
            int estimate = k;
            addRow(table, "b̂", stages, i -> tableau.exactEmbedded(estimate, i).toString());
        }
        return table;
    }

    private static void addRow(Table table, String label, int stages, IntFunction<String> cell) {
        List<String> cells = new ArrayList<>(List.of(label));
        cells.addAll(strings(stages, cell));
        table.row(cells.toArray(String[]::new));
    }

    private static List<String> strings(int count, IntFunction<String> item) {
        return IntStream.range(0, count).mapToObj(item).toList();
    }

    /** The line {@code |R(z)| = 1} around the part of the plane where the method is stable. */
    private static Chart stabilityRegion(TableauCertificate certificate) {
        StabilityFunction stability = certificate.stability();
        double reach = 1.5 * Math.max(stability.realInterval(), stability.imaginaryInterval()) + 2;
        double[] box = boundingBox(stability, reach);
        double[] x = grid(box[0], box[1], COLUMNS);
        double[] y = grid(-box[2], box[2], ROWS);
        double[][] size = new double[ROWS][COLUMNS];
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                // Four digits, and nothing far above the line: what is drawn needs no more.
                double magnitude = Math.min(stability.magnitude(x[column], y[row]), 3);
                size[row][column] = Math.round(magnitude * 1e4) / 1e4;
            }
        }
        String caption = format(
                "Inside the line |R(z)| = 1 a step is stable on y' = λy, z = Δt λ:"
                        + " to %.3f on the negative real axis and to %.3f on the imaginary one.",
                stability.realInterval(), stability.imaginaryInterval());
        return Chart.of("Region of stability", "Re z", "Im z")
                .caption(caption)
                .trace(Map.of(
                        "type",
                        "contour",
                        "name",
                        certificate.tableau().name(),
                        "x",
                        x,
                        "y",
                        y,
                        "z",
                        size,
                        "showscale",
                        false,
                        "autocontour",
                        false,
                        "contours",
                        Map.of("start", 1, "end", 1, "size", 1, "coloring", "lines"),
                        "line",
                        Map.of("width", 2)))
                .layout("yaxis", Map.of("title", Map.of("text", "Im z"), "scaleanchor", "x"));
    }

    /** Left and right end and half the height of what is stable, with a margin. */
    private static double[] boundingBox(StabilityFunction stability, double reach) {
        double left = 0;
        double right = 0;
        double top = 0;
        for (double re : grid(-reach, reach, 200)) {
            for (double im : grid(0, reach, 200)) {
                if (stability.magnitude(re, im) <= 1) {
                    left = Math.min(left, re);
                    right = Math.max(right, re);
                    top = Math.max(top, im);
                }
            }
        }
        double margin = 0.1 * (right - left) + 0.2;
        return new double[] {left - margin, right + margin, top + margin};
    }

    private static double[] grid(double from, double to, int count) {
        double step = (to - from) / (count - 1);
        return IntStream.range(0, count)
                .mapToDouble(k -> Math.round((from + k * step) * 1e6) / 1e6)
                .toArray();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
