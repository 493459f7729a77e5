package org.kutta.examples.science;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.examples.report.Table;

/** The table and the page of {@code kutta augment}. */
final class AugmentReport {
    private static final int CELLS = 61;
    private static final double REACH = 3;

    private AugmentReport() {}

    static Table table(AugmentResult result) {
        Table table = Table.of("neural ODE", "parameters", "train loss", "test accuracy", "NFE");
        for (AugmentResult.Figures arm : result.arms()) {
            table.row(
                    arm.name(),
                    Long.toString(arm.parameters()),
                    String.format(Locale.ROOT, "%.4f", arm.trainLoss()),
                    String.format(Locale.ROOT, "%.3f", arm.testAccuracy()),
                    String.format(Locale.ROOT, "%.0f", arm.nfe()));
        }
        return table;
    }

    static Report of(AugmentResult result, List<AugmentArm> arms, double[] points) {
        Report report = Report.titled("A disc inside a ring: augmented neural ODEs")
                .paragraph(String.format(
                        Locale.ROOT,
                        "Neural ODEs with a linear classifier behind them learn to tell a disc from the ring around it, from %d points, judged on %d others.",
                        result.trainSize(),
                        result.testSize()))
                .table(table(result))
                .heading("How to read this")
                .points(
                        List.of(
                                "Paths of a plane field never cross, so the disc stays inside the ring. The plain model can only squeeze the ring open at one place: whatever it does, some points of the "
                                        + "gap are wrong, and the squeezing costs evaluations.",
                                "With dimensions of zeros added, the flow lifts the disc out of the plane, and a plane parts the two: lower loss, simpler paths.",
                                "The test set is small: a few points that lie in the squeezed gap decide the plain model's accuracy. Its loss and its picture tell more."))
                .heading("Training")
                .charts(losses(arms), evaluations(arms));
        for (AugmentArm arm : arms) {
            report.heading(arm.name()).charts(certainty(arm), endStates(arm, points));
        }
        return report;
    }

    private static Chart losses(List<AugmentArm> arms) {
        Chart chart = Chart.of("Training loss", "epoch", "mean cross-entropy / nats")
                .logY()
                .countX(arms.get(0).losses().length);
        arms.forEach(arm -> chart.line(arm.name(), Fitting.countTo(arm.losses().length), arm.losses()));
        return chart;
    }

    private static Chart evaluations(List<AugmentArm> arms) {
        Chart chart = Chart.of("Evaluations of the field", "epoch", "evaluations for a batch")
                .countX(arms.get(0).losses().length);
        arms.forEach(arm -> chart.line(arm.name(), Fitting.countTo(arm.evaluations().length), arm.evaluations()));
        return chart.caption("What the solver needs for a tolerance of 1e-3.");
    }

    private static Chart certainty(AugmentArm arm) {
        double[] axis = new double[CELLS];
        for (int i = 0; i < CELLS; i++) {
            axis[i] = REACH * (2.0 * i / (CELLS - 1) - 1);
        }
        double[] points = new double[2 * CELLS * CELLS];
        for (int i = 0; i < CELLS * CELLS; i++) {
            points[2 * i] = axis[i % CELLS];
            points[2 * i + 1] = axis[i / CELLS];
        }
        double[] flat = arm.certainty(points);
        double[][] certainty = new double[CELLS][CELLS];
        for (int i = 0; i < flat.length; i++) {
            certainty[i / CELLS][i % CELLS] = flat[i];
        }
        return Chart.of("What the model takes for the ring", "x", "y")
                .trace(Map.of(
                        "type",
                        "heatmap",
                        "x",
                        axis,
                        "y",
                        axis,
                        "z",
                        certainty,
                        "colorscale",
                        "RdBu",
                        "zmin",
                        0,
                        "zmax",
                        1))
                .caption(
                        "From 0, surely the disc, to 1, surely the ring. The truth is a disc of radius 1 in a ring from 1.1 to 2.");
    }

    private static Chart endStates(AugmentArm arm, double[] points) {
        double[][] states = arm.endStates(points);
        boolean space = states[0].length > 2;
        Chart chart = Chart.of("Where the flow has carried the points", "first component", "second component")
                .caption(
                        space ? "The first three components. Turn the picture." : "The disc is still inside the ring.");
        if (space) {
            chart.layout(
                    "scene",
                    Map.of(
                            "aspectmode",
                            "cube",
                            "xaxis",
                            axis("first"),
                            "yaxis",
                            axis("second"),
                            "zaxis",
                            axis("third")));
        }
        for (boolean ring : new boolean[] {false, true}) {
            String name = ring ? "ring" : "disc";
            double[] x = component(states, 0, ring);
            double[] y = component(states, 1, ring);
            if (space) {
                chart.trace(Map.of(
                        "type",
                        "scatter3d",
                        "mode",
                        "markers",
                        "name",
                        name,
                        "x",
                        x,
                        "y",
                        y,
                        "z",
                        component(states, 2, ring),
                        "marker",
                        Map.of("size", 3, "color", ring ? "#e07b39" : "#3b7dd8")));
            } else {
                chart.points(name, x, y);
            }
        }
        return chart;
    }

    private static Map<String, Object> axis(String name) {
        return Map.of("title", Map.of("text", name), "nticks", 5);
    }

    private static double[] component(double[][] states, int component, boolean ring) {
        double[] values = new double[states.length / 2];
        for (int n = 0; n < values.length; n++) {
            values[n] = states[2 * n + (ring ? 1 : 0)][component];
        }
        return values;
    }
}
