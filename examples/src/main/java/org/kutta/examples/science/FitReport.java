package org.kutta.examples.science;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.examples.report.Table;
import org.kutta.nn.fit.Trajectory;

/** The table and the page of {@code kutta fit}. */
final class FitReport {
    private static final int POINTS = 500;
    private static final int CHARTS = 24;

    private FitReport() {}

    static Table table(FitResult result) {
        Table table = Table.of("column", "deviation", "fit RMSE", "extrapolation RMSE", "last value carried on");
        for (FitResult.Column column : result.columns()) {
            table.row(
                    column.name(),
                    number(column.deviation()),
                    number(column.fit()),
                    number(column.extrapolation()),
                    number(column.carried()));
        }
        return table.row(
                "all, in deviations",
                "1",
                number(result.fitError()),
                number(result.extrapolationError()),
                number(result.carriedError()));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "-";
    }

    /** {@return a forecast in a line} */
    static String text(FitResult.Forecast forecast, SeriesData data) {
        return String.format(
                        Locale.ROOT,
                        "%sforecast at %s %s: ",
                        forecast.series().isEmpty() ? "" : forecast.series() + " ",
                        data.time(),
                        forecast.time())
                + IntStream.range(0, data.columns().size())
                        .mapToObj(i -> data.columns().get(i) + " "
                                + number(forecast.state().get(i)))
                        .collect(Collectors.joining(", "));
    }

    static Report of(FitResult result, SeriesData data, HeldOut split, SeriesFit fit, @Nullable Double until) {
        Report report = Report.titled("A neural ODE fitted to " + result.data())
                .paragraph(String.format(
                        Locale.ROOT,
                        "%d series of %s over %s. A network of %d weights was fitted to %d values; %d at the ends were held out.",
                        result.series(),
                        String.join(", ", data.columns()),
                        data.time(),
                        result.parameters(),
                        result.seen(),
                        result.heldOut()))
                .table(table(result));
        if (!result.forecasts().isEmpty()) {
            report.points(result.forecasts().stream()
                    .map(forecast -> text(forecast, data))
                    .toList());
        }
        report.heading("How to read this")
                .points(
                        List.of(
                                "Errors are roots of mean square gaps, in the column's own unit; in the last row each column is measured by its standard deviation. A fit error far below the noise "
                                        + "of the data means that the noise was learned too: take fewer hidden units or epochs.",
                                "The extrapolation was never seen in training. It is worth something where its error is below that of the last value carried on.",
                                "One curve: the solution of the learned ODE from its learned start. Behind the end of what was learned from (shaded) it is a forecast."))
                .heading("Observed and fitted");
        List<Chart> charts = new ArrayList<>();
        for (int k = 0; k < data.series().size(); k++) {
            for (int i = 0; i < data.columns().size() && charts.size() < CHARTS; i++) {
                charts.add(chart(data, split, fit, k, i, until));
            }
        }
        report.charts(charts.toArray(new Chart[0]));
        int all = data.series().size() * data.columns().size();
        if (all > CHARTS) {
            report.paragraph("The first " + CHARTS + " of " + all + " pictures are shown.");
        }
        if (data.columns().size() == 2) {
            report.heading("Phase plane").charts(phases(data, split, fit, until));
        }
        return report.heading("Training").charts(losses(fit));
    }

    private static double[] times(Trajectory whole, @Nullable Double until) {
        double start = whole.times().get(0);
        double end = until == null ? whole.endTime() : until;
        double[] times = new double[POINTS];
        Arrays.setAll(times, n -> start + (end - start) * n / (POINTS - 1));
        return times;
    }

    private static double[] column(List<double[]> states, int i) {
        return states.stream().mapToDouble(state -> state[i]).toArray();
    }

    private static Chart chart(
            SeriesData data, HeldOut split, SeriesFit fit, int series, int column, @Nullable Double until) {
        Trajectory whole = data.series().get(series);
        int known = split.seen().get(series).size();
        double[] times = times(whole, until);
        double[] observed =
                whole.states().stream().mapToDouble(state -> state.get(column)).toArray();
        double[] at = whole.times().toArray();
        String name = data.columns().get(column);
        Chart chart = Chart.of(whole.name().isEmpty() ? name : whole.name() + ": " + name, data.time(), name)
                .points("learned from", Arrays.copyOf(at, known), Arrays.copyOf(observed, known))
                .curve("neural ODE", times, column(fit.forecast(series, times), column));
        double seenUntil = at[known - 1];
        double end = times[POINTS - 1];
        if (split.isHeldOut(series, whole)) {
            chart.points(
                    "held out",
                    Arrays.copyOfRange(at, known, at.length),
                    Arrays.copyOfRange(observed, known, at.length));
        }
        return end > seenUntil ? shaded(chart, seenUntil, end) : chart;
    }

    private static Chart shaded(Chart chart, double from, double to) {
        return chart.layout(
                "shapes",
                List.of(Map.of(
                        "type",
                        "rect",
                        "xref",
                        "x",
                        "yref",
                        "paper",
                        "x0",
                        from,
                        "x1",
                        to,
                        "y0",
                        0,
                        "y1",
                        1,
                        "fillcolor",
                        "rgba(127,135,144,0.15)",
                        "line",
                        Map.of("width", 0),
                        "layer",
                        "below")));
    }

    private static Chart phases(SeriesData data, HeldOut split, SeriesFit fit, @Nullable Double until) {
        Chart chart = Chart.of(
                "Columns against each other",
                data.columns().get(0),
                data.columns().get(1));
        for (int k = 0; k < Math.min(data.series().size(), CHARTS); k++) {
            Trajectory seen = split.seen().get(k);
            List<double[]> states = fit.forecast(k, times(data.series().get(k), until));
            String name = seen.name().isEmpty() ? "" : " of " + seen.name();
            chart.points(
                            "learned from" + name,
                            seen.states().stream().mapToDouble(y -> y.get(0)).toArray(),
                            seen.states().stream().mapToDouble(y -> y.get(1)).toArray())
                    .curve("neural ODE" + name, column(states, 0), column(states, 1));
        }
        return chart.caption("A point with a gap in one column is not shown.");
    }

    private static Chart losses(SeriesFit fit) {
        return Chart.of("Fitting by solving", "epoch", "mean square gap / deviation²")
                .logY()
                .curve("loss", Fitting.countTo(fit.losses().length), fit.losses())
                .caption(
                        fit.started()
                                ? "Before the first epoch the field was fitted to slopes estimated from the data, which takes no solving."
                                : "Too few values stand near each other to estimate slopes, so that the fit began by solving.");
    }
}
