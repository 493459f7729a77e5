package org.kutta.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One chart of a {@link Report}, built from named series.
 *
 * <p>Series take their colours in the order in which they are added, the same in every chart. Numbers that are not
 * finite leave a gap. What is not offered here goes through {@link #trace} and {@link #layout} in plotly's own words.
 */
public final class Chart {
    /** Seven hues and a grey that can be told apart, also by most colour-blind readers, on light and on dark. */
    private static final ImmutableList<String> COLORS =
            ImmutableList.of("#3b7dd8", "#e07b39", "#3f9c5b", "#c94f8c", "#8a63d2", "#b8922b", "#2aa5a5", "#7f8790");

    private static final ImmutableList<String> SYMBOLS =
            ImmutableList.of("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "triangle-down");

    /** Light enough for dark text everywhere, apart for colour-blind readers too. */
    private static final ImmutableList<List<Object>> WARM_TO_COOL =
            ImmutableList.of(List.of(0, "#f0a382"), List.of(0.5, "#f6ebcf"), List.of(1, "#8fcfc0"));

    private static final int TICKS = 12;

    /** Of more, plotly labels every digit between two powers of ten, one over the other. */
    private static final int LOG_TICKS = 4;

    private final String title;
    private final List<Map<String, Object>> traces = new ArrayList<>();
    private final Map<String, Object> layout = new LinkedHashMap<>();
    private final Map<String, Object> xAxis = new LinkedHashMap<>();
    private final Map<String, Object> yAxis = new LinkedHashMap<>();
    private String caption = "";

    private Chart(String title) {
        this.title = title;
        layout.put("xaxis", xAxis);
        layout.put("yaxis", yAxis);
    }

    /**
     * Begins a chart.
     *
     * @param title what it shows
     * @param x name of the horizontal axis, with its unit
     * @param y name of the vertical axis, with its unit
     * @return a chart without series
     */
    public static Chart of(String title, String x, String y) {
        Chart chart = new Chart(title);
        chart.xAxis.put("title", Map.of("text", escape(x)));
        chart.yAxis.put("title", Map.of("text", escape(y)));
        return chart;
    }

    /**
     * Explains the chart in a sentence below it.
     *
     * @param text the sentence
     * @return this chart
     */
    public Chart caption(String text) {
        caption = text;
        return this;
    }

    /** Whole numbers at the marks: of those between powers of ten plotly shows the leading digit only. */
    private static void makeLogarithmic(Map<String, Object> axis) {
        axis.put("type", "log");
        axis.put("tickformat", "~g");
    }

    /** {@return this chart, with a logarithmic horizontal axis} */
    public Chart logX() {
        makeLogarithmic(xAxis);
        return this;
    }

    /** {@return this chart, with a logarithmic vertical axis} */
    public Chart logY() {
        makeLogarithmic(yAxis);
        yAxis.put("nticks", LOG_TICKS);
        return this;
    }

    /**
     * Marks the horizontal axis at whole numbers only.
     *
     * @param count about how many of them there are
     * @return this chart
     */
    public Chart countX(int count) {
        xAxis.put("dtick", Math.max(1, (count + TICKS - 1) / TICKS));
        return this;
    }

    /**
     * Adds a line through points.
     *
     * @param name name in the legend
     * @param x horizontal positions
     * @param y heights, as many
     * @return this chart
     */
    public Chart line(String name, double[] x, double[] y) {
        return scatter(name, "lines+markers", x, y);
    }

    /**
     * Adds a line without marks, for a curve that is known everywhere.
     *
     * @param name name in the legend
     * @param x horizontal positions
     * @param y heights, as many
     * @return this chart
     */
    public Chart curve(String name, double[] x, double[] y) {
        return scatter(name, "lines", x, y);
    }

    /**
     * Adds points.
     *
     * @param name name in the legend
     * @param x horizontal positions
     * @param y heights, as many
     * @return this chart
     */
    public Chart points(String name, double[] x, double[] y) {
        return scatter(name, "markers", x, y);
    }

    /**
     * Adds bars.
     *
     * @param name name in the legend
     * @param labels what the bars stand for
     * @param heights their heights, as many
     * @return this chart
     */
    public Chart bars(String name, List<String> labels, double[] heights) {
        sameLength("labels", labels.size(), heights);
        Map<String, Object> trace = series("bar", name);
        trace.put("x", labels.stream().map(Chart::escape).toList());
        trace.put("y", heights.clone());
        trace.put("marker", Map.of("color", color()));
        xAxis.put("type", "category");
        return trace(trace);
    }

    /**
     * Adds a surface over a grid, seen in three dimensions.
     *
     * @param name what the height is
     * @param x positions of the columns
     * @param y positions of the rows
     * @param z heights, {@code z[row][column]}
     * @return this chart
     */
    public Chart surface(String name, double[] x, double[] y, double[][] z) {
        Map<String, Object> zAxis = Map.of("title", Map.of("text", escape(name)));
        layout.put("scene", Map.of("xaxis", xAxis, "yaxis", yAxis, "zaxis", zAxis));
        return grid("surface", name, x, y, z);
    }

    /**
     * Adds level lines over a grid.
     *
     * @param name name in the legend
     * @param x positions of the columns
     * @param y positions of the rows
     * @param z heights, {@code z[row][column]}
     * @return this chart
     */
    public Chart contours(String name, double[] x, double[] y, double[][] z) {
        return grid("contour", name, x, y, z);
    }

    /**
     * Adds a map of coloured cells with a text in each.
     *
     * @param name what the colour is
     * @param columns names of the columns
     * @param rows names of the rows, from the bottom
     * @param z values, {@code z[row][column]}; one that is not finite leaves its cell blank
     * @param texts what stands in the cells, {@code texts[row][column]}
     * @param worst value of the warm end of the colours, and of all values beyond it
     * @param best value of the cool end; may be below {@code worst}
     * @return this chart
     */
    public Chart heatMap(
            String name,
            List<String> columns,
            List<String> rows,
            double[][] z,
            String[][] texts,
            double worst,
            double best) {
        sameLength("rows", rows.size(), new double[z.length]);
        List<List<String>> written = new ArrayList<>();
        for (int r = 0; r < z.length; r++) {
            sameLength("columns", columns.size(), z[r]);
            written.add(Arrays.stream(texts[r]).map(Chart::escape).toList());
        }
        Map<String, Object> trace = series("heatmap", name);
        trace.put("x", columns.stream().map(Chart::escape).toList());
        trace.put("y", rows.stream().map(Chart::escape).toList());
        trace.put("z", z.clone());
        trace.put("text", written);
        trace.put("texttemplate", "%{text}");
        trace.put("hovertemplate", "%{y}, %{x}: %{text}<extra></extra>");
        trace.put("textfont", Map.of("color", "#1d2530"));
        trace.put("colorscale", WARM_TO_COOL);
        trace.put("reversescale", worst > best);
        trace.put("zmin", Math.min(worst, best));
        trace.put("zmax", Math.max(worst, best));
        trace.put("xgap", 2);
        trace.put("ygap", 2);
        xAxis.put("type", "category");
        yAxis.put("type", "category");
        return trace(trace);
    }

    /**
     * Adds a series in plotly's own words.
     *
     * @param trace a plotly trace, of values that {@link Json} can write
     * @return this chart
     */
    public Chart trace(Map<String, ?> trace) {
        traces.add(new LinkedHashMap<>(trace));
        return this;
    }

    /**
     * Sets a property of the layout in plotly's own words.
     *
     * @param name name of the property, such as {@code annotations}
     * @param value a value that {@link Json} can write
     * @return this chart
     */
    public Chart layout(String name, Object value) {
        layout.put(name, value);
        return this;
    }

    String title() {
        return title;
    }

    String caption() {
        return caption;
    }

    Map<String, Object> plot() {
        return Map.of("data", traces, "layout", layout);
    }

    private Chart scatter(String name, String mode, double[] x, double[] y) {
        sameLength("x", x.length, y);
        Map<String, Object> trace = series("scatter", name);
        trace.put("mode", mode);
        trace.put("x", x.clone());
        trace.put("y", y.clone());
        trace.put("line", Map.of("color", color()));
        trace.put("marker", Map.of("color", color(), "symbol", SYMBOLS.get(traces.size() % SYMBOLS.size()), "size", 7));
        return trace(trace);
    }

    private Chart grid(String type, String name, double[] x, double[] y, double[][] z) {
        sameLength("y", y.length, new double[z.length]);
        for (double[] row : z) {
            sameLength("x", x.length, row);
        }
        Map<String, Object> trace = series(type, name);
        trace.put("x", x.clone());
        trace.put("y", y.clone());
        trace.put("z", z.clone());
        trace.put("colorscale", "Viridis");
        return trace(trace);
    }

    private static Map<String, Object> series(String type, String name) {
        Map<String, Object> trace = new LinkedHashMap<>();
        trace.put("type", type);
        trace.put("name", escape(name));
        return trace;
    }

    private String color() {
        return COLORS.get(traces.size() % COLORS.size());
    }

    private static void sameLength(String what, int length, double[] values) {
        if (length != values.length) {
            throw new IllegalArgumentException(
                    what + " (" + length + ") must be as many as values (" + values.length + ")");
        }
    }

    /** Plotly reads some HTML in its texts: what is meant as text stays text. */
    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
