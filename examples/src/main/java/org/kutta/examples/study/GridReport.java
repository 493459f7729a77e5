package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.nn.compare.CellGroup;
import org.kutta.nn.compare.CellResult;

/** The page of a study on a grid. */
final class GridReport {
    /** Beyond that many lines nobody tells them apart. */
    private static final int MOST_LINES = 8;

    private GridReport() {}

    static Report of(Study study, GridResult result) {
        Report report = Report.titled(study.title())
                .paragraph(study.question())
                .paragraph(result.settings() + ".")
                .points(GridTexts.reading(result));
        List<Chart> maps = new ArrayList<>();
        maps.add(map(
                result,
                "Test accuracy",
                group -> group.accuracy().estimate(),
                group -> GridTexts.number("%.3f", group.accuracy().estimate()),
                lowest(result),
                highest(result)));
        maps.add(map(
                result,
                "Share that diverged",
                group -> group.diverged().estimate(),
                group -> GridTexts.number("%.2f", group.diverged().estimate()),
                1,
                0));
        report.charts(maps.toArray(Chart[]::new));
        List<Chart> curves = curves(study, result);
        if (!curves.isEmpty()) {
            report.charts(curves.toArray(Chart[]::new));
        }
        if (study.gradients()) {
            report.heading("Gradients, layer by layer")
                    .paragraph(
                            "The norm of the loss's gradient for the weights of each layer, from the first convolution to the classifier, mean over the seeds. A line that rises to the left is a"
                                    + " gradient that grows on its way back; a gap is a training that failed.")
                    .charts(gradients(result).toArray(Chart[]::new));
        }
        return report.heading("All numbers").table(GridTexts.table(result));
    }

    private static double lowest(GridResult result) {
        return accuracies(result).stream()
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(0);
    }

    private static double highest(GridResult result) {
        double highest = accuracies(result).stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        return highest > lowest(result) ? highest : lowest(result) + 1e-3;
    }

    private static List<Double> accuracies(GridResult result) {
        return result.groups().stream()
                .map(group -> group.accuracy().estimate())
                .filter(Double::isFinite)
                .toList();
    }

    private static Chart map(
            GridResult result,
            String title,
            ToDoubleFunction<CellGroup> value,
            Function<CellGroup, String> text,
            double worst,
            double best) {
        List<String> rows = new ArrayList<>(GridTexts.arms(result));
        Collections.reverse(rows);
        List<String> columns =
                result.groups().stream().map(GridReport::column).distinct().toList();
        double[][] values = new double[rows.size()][columns.size()];
        String[][] texts = new String[rows.size()][columns.size()];
        for (CellGroup group : result.groups()) {
            int row = rows.indexOf(group.arm());
            int column = columns.indexOf(column(group));
            values[row][column] = value.applyAsDouble(group);
            texts[row][column] = text.apply(group);
        }
        return Chart.of(title, "", "").heatMap(title, columns, rows, values, texts, worst, best);
    }

    private static String column(CellGroup group) {
        return "depth " + group.depth() + ", lr " + group.learningRate();
    }

    /** One chart of lines for each value of what is not on the axis. */
    private static List<Chart> curves(Study study, GridResult result) {
        boolean byDepth = study.axis() == Study.Axis.DEPTH;
        ToDoubleFunction<CellGroup> x = byDepth ? CellGroup::depth : CellGroup::learningRate;
        ToDoubleFunction<CellGroup> other = byDepth ? CellGroup::learningRate : CellGroup::depth;
        List<Chart> charts = new ArrayList<>();
        if (result.groups().stream().mapToDouble(x).distinct().count() < 2
                || GridTexts.arms(result).size() > MOST_LINES) {
            return charts;
        }
        for (double fixed :
                result.groups().stream().mapToDouble(other).distinct().toArray()) {
            String title = byDepth
                    ? "Accuracy by depth, learning rate " + fixed
                    : "Accuracy by learning rate, depth " + (int) fixed;
            Chart chart = Chart.of(title, byDepth ? "layers" : "learning rate", "test accuracy");
            for (String arm : GridTexts.arms(result)) {
                List<CellGroup> line = result.groups().stream()
                        .filter(group -> group.arm().equals(arm) && other.applyAsDouble(group) == fixed)
                        .toList();
                chart.line(
                        arm,
                        line.stream().mapToDouble(x).toArray(),
                        line.stream()
                                .mapToDouble(group -> group.accuracy().estimate())
                                .toArray());
            }
            charts.add(byDepth ? chart : chart.logX());
        }
        return charts;
    }

    /** The first step, which no learning rate has touched, and the last step of each rate. */
    private static List<Chart> gradients(GridResult result) {
        List<Chart> charts = new ArrayList<>();
        double[] rates = result.groups().stream()
                .mapToDouble(CellGroup::learningRate)
                .distinct()
                .toArray();
        for (int depth :
                result.groups().stream().mapToInt(CellGroup::depth).distinct().toArray()) {
            charts.add(gradients(result, depth, rates[0], "First step, depth " + depth, CellResult::firstGradients));
            for (double rate : rates) {
                String title = String.format(Locale.ROOT, "Last step, depth %d, learning rate %s", depth, rate);
                charts.add(gradients(result, depth, rate, title, CellResult::lastGradients));
            }
        }
        return charts;
    }

    private static Chart gradients(
            GridResult result,
            int depth,
            double rate,
            String title,
            Function<CellResult, ImmutableList<Double>> norms) {
        Chart chart = Chart.of(title, "layer", "gradient norm").logY();
        for (String arm : GridTexts.arms(result)) {
            List<ImmutableList<Double>> runs = result.cells().stream()
                    .filter(cell -> cell.cell().arm().equals(arm)
                            && cell.cell().depth() == depth
                            && cell.cell().learningRate() == rate)
                    .map(norms)
                    .filter(list -> !list.isEmpty())
                    .toList();
            int layers = runs.isEmpty() ? 0 : runs.get(0).size();
            double[] x = new double[layers];
            double[] y = new double[layers];
            for (int i = 0; i < layers; i++) {
                int layer = i;
                x[i] = i + 1.0;
                y[i] = runs.stream()
                        .mapToDouble(run -> run.get(layer))
                        .average()
                        .orElse(Double.NaN);
            }
            chart.line(arm, x, y);
        }
        return chart;
    }
}
