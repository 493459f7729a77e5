package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kutta.examples.report.Table;
import org.kutta.nn.compare.CellGroup;
import org.kutta.nn.compare.ConfidenceInterval;

/** A study in words and tables. */
final class GridTexts {
    static final String NOTE =
            "Intervals hold the truth 95 times in 100: Wilson's for rates, Student's over the seeds for means. Accuracies are of the trainings that did not diverge; one seed gives no "
                    + "interval. A gain is against the arm named beside it, pair by pair of one seed. Diverged means: a loss or gradient was not finite, or the mean loss of the last epoch is above where it began and above that of guessing.";

    private GridTexts() {}

    static Table table(GridResult result) {
        Table table = Table.of(
                "depth", "lr", "arm", "diverged", "rate", "accuracy", "interval", "gain", "interval", "against");
        for (CellGroup group : result.groups()) {
            ConfidenceInterval rate = group.diverged();
            table.row(
                    Integer.toString(group.depth()),
                    Double.toString(group.learningRate()),
                    group.arm(),
                    Math.round(rate.estimate() * rate.count()) + " of " + rate.count(),
                    ends("%.2f", rate),
                    number("%.3f", group.accuracy().estimate()),
                    ends("%.3f", group.accuracy()),
                    number("%+.3f", group.gain().estimate()),
                    ends("%+.3f", group.gain()),
                    group.control());
        }
        return table;
    }

    /** What the numbers say and what they do not. */
    static ImmutableList<String> reading(GridResult result) {
        ImmutableList.Builder<String> points = ImmutableList.builder();
        divergence(result).ifPresent(points::add);
        gains(result).forEach(points::add);
        points.add(NOTE);
        return points.build();
    }

    private static Optional<String> divergence(GridResult result) {
        long count = result.cells().stream().filter(cell -> cell.diverged()).count();
        if (count == 0) {
            return Optional.of("No training diverged: nothing here says which arm is the more stable.");
        }
        List<String> arms = new ArrayList<>();
        for (String arm : arms(result)) {
            long all = result.cells().stream()
                    .filter(cell -> cell.cell().arm().equals(arm))
                    .count();
            long bad = result.cells().stream()
                    .filter(cell -> cell.cell().arm().equals(arm) && cell.diverged())
                    .count();
            if (bad > 0) {
                arms.add(arm + " " + bad + " of " + all);
            }
        }
        return Optional.of("Diverged: " + String.join(", ", arms) + "; none of the others.");
    }

    private static List<String> gains(GridResult result) {
        List<CellGroup> compared = result.groups().stream()
                .filter(group -> group.gain().count() > 1)
                .toList();
        if (compared.isEmpty()) {
            return List.of();
        }
        List<CellGroup> decided = compared.stream()
                .filter(CellGroup::isDecided)
                .sorted(Comparator.comparingDouble(
                        (CellGroup group) -> group.gain().estimate()))
                .toList();
        String summary = String.format(
                Locale.ROOT,
                "Of %d comparisons with a control over seeds, %d are decided: their interval does not hold 0. By chance alone one in twenty would be.",
                compared.size(),
                decided.size());
        List<String> points = new ArrayList<>(List.of(summary));
        for (CellGroup group : decided) {
            points.add(String.format(
                    Locale.ROOT,
                    "%s against %s, depth %d, rate %s: %s %s.",
                    group.arm(),
                    group.control(),
                    group.depth(),
                    group.learningRate(),
                    number("%+.3f", group.gain().estimate()),
                    ends("%+.3f", group.gain())));
        }
        return points;
    }

    static List<String> arms(GridResult result) {
        return result.groups().stream().map(CellGroup::arm).distinct().toList();
    }

    static String ends(String format, ConfidenceInterval interval) {
        return Double.isFinite(interval.low())
                ? "[" + number(format, interval.low()) + ", " + number(format, interval.high()) + "]"
                : "-";
    }

    static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
