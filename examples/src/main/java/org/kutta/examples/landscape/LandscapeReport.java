package org.kutta.examples.landscape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;

/** The page of the surfaces: table, how to read it, surfaces, contours, cuts, ways of training. */
final class LandscapeReport {
    /** Cuts are drawn up to here, as in the literature; the data are not clipped. */
    private static final double HIGHEST_CUT = 5;

    private static final double[] STEPS = {0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10};
    private static final int MOST_LINES = 16;
    private static final int MOST_TICKS = 7;

    private final LandscapeResult result;
    private final double level;
    private final double lowest;
    private final double highest;

    private LandscapeReport(LandscapeResult result) {
        this.result = result;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (ArmSurface arm : result.arms()) {
            for (double[] row : logarithms(arm.losses())) {
                for (double value : row) {
                    if (Double.isFinite(value)) {
                        low = Math.min(low, value);
                        high = Math.max(high, value);
                    }
                }
            }
        }
        level = step(high - low, MOST_LINES);
        lowest = level * Math.floor(low / level);
        highest = level * Math.ceil(high / level);
    }

    static Report of(LandscapeResult result) {
        return new LandscapeReport(result).page();
    }

    private Report page() {
        Report report = Report.titled("Loss surfaces: " + result.dataset())
                .paragraph(String.format(
                        Locale.ROOT,
                        "%d networks; %s. Loss: mean cross-entropy on %d training samples, in evaluation mode.",
                        result.arms().size(),
                        result.training(),
                        result.samples()))
                .table(LandscapeTexts.table(result))
                .heading("How to read this")
                .points(LandscapeTexts.reading(result))
                .heading("Cuts and figures")
                .charts(cuts(), rises())
                .heading("Contours")
                .paragraph(String.format(
                        Locale.ROOT,
                        "All on one scale of colours; neighbouring lines are a factor of %.3g apart. The cross is the trained network%s.",
                        Math.pow(10, level),
                        result.plane().equals("principal") ? ", the line the way of training" : ""))
                .charts(charts(this::contours))
                .heading("Surfaces")
                .paragraph(
                        "Height is the loss on a logarithmic scale, the same for all arms. Drag to turn, scroll to zoom.")
                .charts(charts(this::surface));
        if (result.arms().stream().anyMatch(arm -> arm.trajectory() != null)) {
            report.heading("Ways of training").charts(ways());
        }
        if (result.curvatureX().length > 0) {
            report.heading("Curvature")
                    .paragraph(
                            "|lambda min / lambda max| of the Hessian over the plane: near 0 the loss is nearly convex there, in all directions.")
                    .charts(charts(this::curvature));
        }
        return report;
    }

    private Chart[] charts(Function<ArmSurface, Chart> drawn) {
        return result.arms().stream().map(drawn).toArray(Chart[]::new);
    }

    private Chart cuts() {
        Chart chart = Chart.of("Cuts along the first direction", "position", "loss / nats");
        for (ArmSurface arm : result.arms()) {
            double[] clipped = arm.cut().clone();
            for (int i = 0; i < clipped.length; i++) {
                clipped[i] = clipped[i] > HIGHEST_CUT ? Double.NaN : clipped[i];
            }
            chart.line(arm.name(), result.cutX(), clipped);
        }
        return chart.caption(
                "Drawn up to a loss of 5; the files hold all of it. Flat ends near ln(classes), 2.3 for ten, are guessing.");
    }

    private Chart rises() {
        List<String> names = result.arms().stream().map(ArmSurface::name).toList();
        return Chart.of("Mean rise", "", "nats")
                .bars(
                        "mean rise",
                        names,
                        result.arms().stream().mapToDouble(ArmSurface::meanRise).toArray())
                .caption(String.format(
                        Locale.ROOT,
                        "At radius %.2g over 10 random directions, both ways. Lower is flatter.",
                        result.radius()));
    }

    private Chart contours(ArmSurface arm) {
        Map<String, Object> trace = grid("contour", arm);
        trace.put("zmin", lowest);
        trace.put("zmax", highest);
        trace.put("autocontour", false);
        trace.put("contours", Map.of("start", lowest, "end", highest, "size", level));
        trace.put("line", Map.of("width", 0.7));
        Chart chart =
                Chart.of(arm.name(), "first direction", "second direction").trace(trace);
        ArmSurface.Path way = arm.trajectory();
        if (result.plane().equals("principal") && way != null) {
            chart.trace(Map.of(
                    "type",
                    "scatter",
                    "mode",
                    "lines+markers",
                    "name",
                    "training",
                    "showlegend",
                    false,
                    "x",
                    way.x(),
                    "y",
                    way.y(),
                    "line",
                    Map.of("color", "#e0453a", "width", 2),
                    "marker",
                    Map.of("color", "#e0453a", "size", 4)));
        }
        chart.trace(Map.of(
                "type",
                "scatter",
                "mode",
                "markers",
                "name",
                "trained",
                "showlegend",
                false,
                "x",
                new double[] {0},
                "y",
                new double[] {0},
                "marker",
                Map.of("symbol", "cross-thin-open", "color", "#ffffff", "size", 12)));
        return chart.layout("hovermode", "closest")
                .caption(String.format(
                        Locale.ROOT,
                        "Loss %s at the middle; angle between the directions %.1f degrees.%s",
                        LandscapeTexts.number("%.3f", arm.loss()),
                        arm.angle(),
                        result.plane().equals("principal") && way != null
                                ? String.format(
                                        Locale.ROOT,
                                        " The plane holds %.0f %% of the way's squared distances.",
                                        100 * way.share())
                                : ""));
    }

    private Chart surface(ArmSurface arm) {
        Map<String, Object> trace = grid("surface", arm);
        trace.put("cmin", lowest);
        trace.put("cmax", highest);
        Map<String, Object> height = new LinkedHashMap<>(ticks());
        height.put("title", Map.of("text", "loss"));
        height.put("range", new double[] {lowest, highest});
        return Chart.of(arm.name(), "", "")
                .trace(trace)
                .layout(
                        "scene",
                        Map.of(
                                "xaxis",
                                Map.of("title", Map.of("text", "first")),
                                "yaxis",
                                Map.of("title", Map.of("text", "second")),
                                "zaxis",
                                height,
                                "aspectmode",
                                "manual",
                                "aspectratio",
                                Map.of("x", 1.25, "y", 1.25, "z", 0.9)));
    }

    private Map<String, Object> grid(String type, ArmSurface arm) {
        Map<String, Object> trace = new LinkedHashMap<>();
        trace.put("type", type);
        trace.put("name", arm.name());
        trace.put("x", result.x());
        trace.put("y", result.y());
        trace.put("z", logarithms(arm.losses()));
        trace.put("customdata", arm.losses());
        trace.put("hovertemplate", "%{x:.2f}, %{y:.2f}: loss %{customdata:.4g}<extra></extra>");
        trace.put("colorscale", "Viridis");
        Map<String, Object> bar = new LinkedHashMap<>(ticks());
        bar.put("title", Map.of("text", "loss"));
        bar.put("thickness", 12);
        bar.put("len", 0.8);
        trace.put("colorbar", bar);
        return trace;
    }

    /** Marks of a logarithmic scale, with the losses themselves as labels. */
    private Map<String, Object> ticks() {
        List<Double> positions = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        double step = step(highest - lowest, MOST_TICKS);
        for (double tick = step * Math.ceil(lowest / step); tick <= highest; tick += step) {
            positions.add(tick);
            labels.add(String.format(Locale.ROOT, "%.2g", Math.pow(10, tick)));
        }
        return Map.of("tickvals", positions, "ticktext", labels, "tickmode", "array");
    }

    /** The smallest round step that divides a range into at most so many. */
    private static double step(double range, int most) {
        for (double step : STEPS) {
            if (range <= most * step) {
                return step;
            }
        }
        return Math.max(1, range / most);
    }

    private Chart ways() {
        Chart chart = Chart.of("Ways of training", "first principal direction", "second principal direction");
        for (ArmSurface arm : result.arms()) {
            ArmSurface.Path way = arm.trajectory();
            if (way == null) {
                continue;
            }
            double[] shares = way.principalShares();
            chart.line(
                    String.format(Locale.ROOT, "%s (%.0f %%)", arm.name(), 100 * (shares[0] + shares[1])),
                    way.principalX(),
                    way.principalY());
        }
        return chart.layout("hovermode", "closest")
                .caption(
                        "Each arm in the principal plane of its own way, in units of the parameters; training ends at 0, 0. In brackets the share of "
                                + "the squared distances from the end that the plane holds.");
    }

    private Chart curvature(ArmSurface arm) {
        double[][] ratios = arm.curvature();
        Map<String, Object> trace = new LinkedHashMap<>();
        trace.put("type", "heatmap");
        trace.put("x", result.curvatureX());
        trace.put("y", result.curvatureX());
        trace.put("z", ratios == null ? new double[0][] : ratios);
        trace.put("zmin", 0);
        trace.put("zmax", 1);
        trace.put("colorscale", "Viridis");
        return Chart.of(arm.name(), "first direction", "second direction").trace(trace);
    }

    private static double[][] logarithms(double[][] losses) {
        double[][] logs = new double[losses.length][];
        for (int row = 0; row < losses.length; row++) {
            logs[row] = losses[row].clone();
            for (int i = 0; i < logs[row].length; i++) {
                logs[row][i] = Math.log10(logs[row][i]);
            }
        }
        return logs;
    }
}
