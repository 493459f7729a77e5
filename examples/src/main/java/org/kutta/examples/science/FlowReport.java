package org.kutta.examples.science;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.examples.report.Table;
import org.kutta.nn.flow.ContinuousFlow;

/** The table and the page of {@code kutta flow}. */
final class FlowReport {
    private static final int CELLS = 61;
    private static final double REACH = 3;
    private static final int SHOWN = 1000;

    private FlowReport() {}

    static Table table(FlowResult result) {
        Table table = Table.of("trained with", "test log-likelihood / nats", "NFE at 1e-6", "training / s");
        for (FlowResult.Figures arm : result.arms()) {
            table.row(
                    arm.name(),
                    String.format(Locale.ROOT, "%.3f", arm.testLogLikelihood()),
                    Long.toString(arm.nfe()),
                    String.format(Locale.ROOT, "%.1f", arm.seconds()));
        }
        return table;
    }

    /** {@return the mean log-likelihood of the test samples under the normal distribution fitted to the others} */
    static double normalLikelihood(double[] train, double[] test) {
        int rows = train.length / 2;
        double x = 0;
        double y = 0;
        for (int n = 0; n < rows; n++) {
            x += train[2 * n] / rows;
            y += train[2 * n + 1] / rows;
        }
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int n = 0; n < rows; n++) {
            double u = train[2 * n] - x;
            double v = train[2 * n + 1] - y;
            xx += u * u / rows;
            xy += u * v / rows;
            yy += v * v / rows;
        }
        double determinant = xx * yy - xy * xy;
        int judged = test.length / 2;
        double sum = 0;
        for (int n = 0; n < judged; n++) {
            double u = test[2 * n] - x;
            double v = test[2 * n + 1] - y;
            double squares = (yy * u * u - 2 * xy * u * v + xx * v * v) / determinant;
            sum -= 0.5 * squares + Math.log(2 * Math.PI) + 0.5 * Math.log(determinant);
        }
        return sum / judged;
    }

    private static double[] axis() {
        double[] axis = new double[CELLS];
        for (int i = 0; i < CELLS; i++) {
            axis[i] = REACH * (2.0 * i / (CELLS - 1) - 1);
        }
        return axis;
    }

    /** {@return the density at the points of the picture, {@code [row][column]}} */
    static double[][] densityOnGrid(ContinuousFlow flow) {
        double[] axis = axis();
        double[] points = new double[2 * CELLS * CELLS];
        for (int row = 0; row < CELLS; row++) {
            for (int column = 0; column < CELLS; column++) {
                points[2 * (row * CELLS + column)] = axis[column];
                points[2 * (row * CELLS + column) + 1] = axis[row];
            }
        }
        double[] logs = flow.logDensity(points);
        double[][] density = new double[CELLS][CELLS];
        for (int i = 0; i < logs.length; i++) {
            density[i / CELLS][i % CELLS] = Math.exp(logs[i]);
        }
        return density;
    }

    static Report of(FlowResult result, List<FlowArm> arms, double[] train, long seed) {
        Report report = Report.titled("Continuous normalizing flows: " + result.density())
                .paragraph(String.format(
                        Locale.ROOT,
                        "A field carries %d samples of the data to a standard normal distribution; solved back it turns normal samples into data. Its density follows from the trace of its "
                                + "Jacobian along each path. Judged on %d samples not learned from.",
                        result.trainSize(),
                        result.testSize()))
                .table(table(result))
                .heading("How to read this")
                .points(
                        List.of(
                                "The log-likelihood is the mean over the test samples, by the exact trace and a solver of tolerance 1e-6, however the flow was trained. Higher is better.",
                                "NFE is what that solver spends on the paths of all test samples at once: straight paths need few evaluations.",
                                "Penalised: kinetic energy and the squared norm of the Jacobian are added to the loss, and the end time of each training step is random."))
                .heading("Before training")
                .charts(
                        square(Chart.of("Data", "x", "y").points("samples", column(train, 0), column(train, 1))),
                        density("Density of the untrained flow", arms.get(0).before()));
        for (FlowArm arm : arms) {
            double[] drawn = arm.flow().sample(SHOWN, seed + 2);
            report.heading(arm.figures().name())
                    .charts(
                            density("Density after training", arm.after()),
                            square(Chart.of("Samples", "x", "y").points("drawn", column(drawn, 0), column(drawn, 1))));
        }
        Chart losses =
                Chart.of("Training", "epoch", "loss / nats").countX(arms.get(0).losses().length);
        arms.forEach(arm -> losses.line(arm.figures().name(), Fitting.countTo(arm.losses().length), arm.losses()));
        return report.heading("Training")
                .charts(losses.caption("Each epoch's mean, with the penalties where there are any."));
    }

    private static double[] column(double[] points, int column) {
        int shown = Math.min(SHOWN, points.length / 2);
        double[] values = new double[shown];
        for (int n = 0; n < shown; n++) {
            values[n] = points[2 * n + column];
        }
        return values;
    }

    private static Chart density(String title, double[][] density) {
        Chart chart = Chart.of(title, "x", "y");
        return square(chart.trace(Map.of(
                "type",
                "heatmap",
                "x",
                axis(),
                "y",
                axis(),
                "z",
                density,
                "colorscale",
                "Viridis",
                "zsmooth",
                "best")));
    }

    private static Chart square(Chart chart) {
        return chart.layout("xaxis", axisLayout("x")).layout("yaxis", axisLayout("y"));
    }

    private static Map<String, Object> axisLayout(String name) {
        return Map.of("range", new double[] {-REACH, REACH}, "title", Map.of("text", name), "constrain", "domain");
    }
}
