package org.kutta.examples.science;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.fit.Trajectory;
import org.kutta.solver.Checks;

/**
 * Series out of a table: some columns of numbers over a column of times.
 *
 * @param time name of the time
 * @param columns names of the components of the state
 * @param series the series, in the order in which they begin
 */
record SeriesData(String time, List<String> columns, List<Trajectory> series) {
    private static final Set<String> GAPS = Set.of("", "nan", "na");

    /**
     * Reads the series.
     *
     * @param table the table
     * @param timeName column of the time; null for the first that does not tell the series apart
     * @param columnNames columns of the state; null for all but the others that are named
     * @param seriesName column that tells the series apart; null for one series
     * @throws IllegalArgumentException if a cell breaks a rule, named by its line and column
     */
    static SeriesData of(
            CsvFile table, @Nullable String timeName, @Nullable List<String> columnNames, @Nullable String seriesName) {
        int label = seriesName == null ? -1 : table.column("--series", seriesName);
        int time = timeName != null ? table.column("--time", timeName) : label == 0 ? 1 : 0;
        Checks.check(time < table.header().size(), "%s must have a column of times", table.name());
        Checks.check(label != time, "--series", table.header().get(time), "must not be the column of the time");
        int[] columns = columnNames == null
                ? IntStream.range(0, table.header().size())
                        .filter(i -> i != time && i != label)
                        .toArray()
                : columnNames.stream()
                        .mapToInt(name -> table.column("--columns", name))
                        .toArray();
        for (int column : columns) {
            Checks.check(
                    column != time && column != label,
                    "--columns (%s) must not name the column of the time or of the series",
                    table.header().get(column));
        }
        Checks.check(columns.length > 0, "%s must have a column beside that of the time", table.name());
        Checks.check(
                IntStream.of(columns).distinct().count() == columns.length, "--columns must name each column once");
        Map<String, Rows> all = new LinkedHashMap<>();
        for (CsvFile.Row row : table.rows()) {
            String name = label < 0 ? "" : row.cells().get(label);
            all.computeIfAbsent(name, key -> new Rows()).add(table, row, time, columns);
        }
        Checks.check(!all.isEmpty(), "%s must have rows below its header", table.name());
        return new SeriesData(
                table.header().get(time),
                IntStream.of(columns).mapToObj(table.header()::get).toList(),
                all.entrySet().stream()
                        .map(entry -> entry.getValue().trajectory(entry.getKey()))
                        .collect(ImmutableList.toImmutableList()));
    }

    /** {@return the last time of all series} */
    double endTime() {
        return series.stream().mapToDouble(Trajectory::endTime).max().orElseThrow();
    }

    /** The rows of one series so far. */
    private static final class Rows {
        private final List<Double> times = new ArrayList<>();
        private final List<double[]> states = new ArrayList<>();

        void add(CsvFile table, CsvFile.Row row, int time, int[] columns) {
            double t = number(table, row, time);
            Checks.check(
                    !Double.isNaN(t), "%s must have a value: only other columns may have gaps", at(table, row, time));
            Checks.check(
                    times.isEmpty() || t > times.get(times.size() - 1),
                    "%s must be above the time before it in the same series, %s (if there are several series, name their column by --series)",
                    at(table, row, time),
                    times.isEmpty() ? "" : times.get(times.size() - 1));
            times.add(t);
            double[] state = new double[columns.length];
            for (int i = 0; i < columns.length; i++) {
                state[i] = number(table, row, columns[i]);
            }
            states.add(state);
        }

        Trajectory trajectory(String name) {
            return Trajectory.of(times.stream().mapToDouble(t -> t).toArray(), states)
                    .named(name);
        }

        private static double number(CsvFile table, CsvFile.Row row, int column) {
            String cell = row.cells().get(column);
            if (GAPS.contains(cell.toLowerCase(Locale.ROOT))) {
                return Double.NaN;
            }
            double value;
            try {
                value = Double.parseDouble(cell);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        at(table, row, column)
                                + " must be a number, or empty for a gap; decimals have a point, and --columns can leave a column out",
                        e);
            }
            Checks.check(Double.isFinite(value), "%s must be finite, or empty for a gap", at(table, row, column));
            return value;
        }

        private static String at(CsvFile table, CsvFile.Row row, int column) {
            return String.format(
                    Locale.ROOT,
                    "%s line %d: %s (%s)",
                    table.name(),
                    row.line(),
                    table.header().get(column),
                    row.cells().get(column));
        }
    }
}
