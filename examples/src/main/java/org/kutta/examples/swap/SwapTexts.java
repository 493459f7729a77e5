package org.kutta.examples.swap;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kutta.examples.report.Table;
import org.kutta.nn.compare.CriticalStep;
import org.kutta.nn.compare.SwapCell;
import org.kutta.nn.compare.SwapMatrix;
import org.kutta.nn.compare.Verdict;

/** What a solver swap says in words and tables, on the console and in its report. */
final class SwapTexts {
    private SwapTexts() {}

    /** All models in a line each. */
    static Table summary(List<SwapOutcome> outcomes) {
        Table table = Table.of("model", "is it an ODE?", "accuracy", "training step", "critical step", "trained with");
        for (SwapOutcome outcome : outcomes) {
            SwapMatrix matrix = outcome.matrix();
            table.row(
                    outcome.model(),
                    matrix.verdict() == Verdict.VALID ? "yes" : "no, depends on its steps",
                    number("%.3f", matrix.trainedMetric()),
                    number("%.3g", step(matrix)),
                    number("%.3g", matrix.criticalStep().step()),
                    solver(matrix));
        }
        return table;
    }

    /** The accuracies of a model, a row for each tableau. */
    static Table cells(SwapMatrix matrix) {
        List<String> columns = new ArrayList<>(List.of("tableau"));
        columns.addAll(factors(matrix));
        Table table = Table.of(columns.toArray(new String[0]));
        for (String tableau : tableaus(matrix)) {
            List<String> row = new ArrayList<>(List.of(name(tableau)));
            matrix.cells().stream()
                    .filter(cell -> cell.tableau().equals(tableau))
                    .forEach(cell -> row.add(number("%.3f", cell.metric()) + mark(cell)));
            table.row(row.toArray(new String[0]));
        }
        return table;
    }

    /** What the marks of {@link #mark} mean. */
    static final String MARKS =
            "✓ and ✗ mark solvers at least as accurate as that of the training, which alone count: with ✓ they give the same accuracy, with ✗ another one. "
                    + "A solver that fails is marked 'failed'.";

    /** What must be said of columns whose steps would be longer than the interval, or nothing. */
    static List<String> longest(List<SwapOutcome> outcomes) {
        return outcomes.stream()
                .filter(outcome ->
                        outcome.matrix().cells().stream().anyMatch(cell -> cell.actualFactor() < cell.stepFactor()))
                .map(outcome -> "The longest steps of '" + outcome.model()
                        + "' are single steps over the whole interval: columns of longer ones repeat them.")
                .toList();
    }

    static String mark(SwapCell cell) {
        if (!cell.failure().isEmpty()) {
            return cell.counts() ? " failed ✗" : " failed";
        }
        return cell.counts() ? cell.agrees() ? " ✓" : " ✗" : "";
    }

    /** The third-order method is rk3 beside rk4, as in {@code kutta compare}. */
    static String name(String tableau) {
        return tableau.equals("kutta3") ? "rk3" : tableau;
    }

    static List<String> tableaus(SwapMatrix matrix) {
        return matrix.cells().stream().map(SwapCell::tableau).distinct().toList();
    }

    /** Names of the columns: factors of steps or tolerances. */
    static List<String> factors(SwapMatrix matrix) {
        return matrix.cells().stream()
                .map(cell -> matrix.isAdaptive()
                        ? "tolerance × " + plain(cell.toleranceFactor())
                        : "step × " + plain(cell.stepFactor()))
                .distinct()
                .toList();
    }

    /** The solver of the training in a phrase. */
    static String solver(SwapMatrix matrix) {
        if (matrix.isAdaptive()) {
            return name(matrix.tableau()) + " to a tolerance of " + plain(matrix.rtol());
        }
        long steps = Math.round(matrix.steps());
        return name(matrix.tableau()) + ", " + steps + (steps == 1 ? " step" : " steps");
    }

    /** The verdict and what it rests on, in sentences. */
    static List<String> words(SwapOutcome outcome) {
        SwapMatrix matrix = outcome.matrix();
        List<String> words = new ArrayList<>();
        words.add(matrix.worst().map(cell -> dependent(outcome, cell)).orElseGet(() -> valid(outcome)));
        words.add(critical(matrix));
        return words;
    }

    private static String valid(SwapOutcome outcome) {
        SwapMatrix matrix = outcome.matrix();
        return String.format(
                Locale.ROOT,
                "Yes: '%s' still is an ODE. Every solver at least as accurate as the one it was trained with (%s) gives its accuracy of %.3f to within %s.",
                outcome.model(),
                solver(matrix),
                matrix.trainedMetric(),
                plain(matrix.allowedChange()));
    }

    private static String dependent(SwapOutcome outcome, SwapCell worst) {
        SwapMatrix matrix = outcome.matrix();
        String other = name(worst.tableau()) + " " + setting(matrix.isAdaptive(), worst);
        String effect = worst.failure().isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "the accuracy is %.3f instead of %.3f, and what leaves the block is moved by %s of its size",
                        worst.metric(),
                        matrix.trainedMetric(),
                        percent(worst.trajectoryDistance()))
                : "the solve fails";
        return String.format(
                Locale.ROOT,
                "No: '%s' depends on its discretisation. It was trained with %s; under a solver that is at least as accurate, %s, %s. It has learned its steps, not a vector field.",
                outcome.model(),
                solver(matrix),
                other,
                effect);
    }

    private static String setting(boolean adaptive, SwapCell cell) {
        double factor = adaptive ? cell.toleranceFactor() : cell.actualFactor();
        if (factor == 1) {
            return adaptive ? "to the same tolerance" : "with the same steps";
        }
        return adaptive
                ? "to " + plain(factor) + " times the tolerance"
                : "with steps " + plain(factor) + " times as long";
    }

    private static String critical(SwapMatrix matrix) {
        CriticalStep critical = matrix.criticalStep();
        if (!Double.isFinite(critical.flowMetric())) {
            return "The exact flow of the learned field could not be solved, so there is no critical step to tell.";
        }
        String flow = String.format(
                Locale.ROOT, "Solved exactly, the learned field gives an accuracy of %.3f. ", critical.flowMetric());
        if (!critical.isFound()) {
            return flow
                    + String.format(
                            Locale.ROOT,
                            "No step of %s down to %s reproduces that within %d tries.",
                            name(matrix.tableau()),
                            plain(critical.firstFailure()),
                            critical.evaluations());
        }
        String trained = matrix.isAdaptive()
                ? "its steps were " + number("%.3g", step(matrix)) + " long on average"
                : "it was trained with steps of " + number("%.3g", step(matrix));
        if (Double.isNaN(critical.firstFailure())) {
            return flow + "Even a single step of " + name(matrix.tableau())
                    + " over the whole interval reproduces that; " + trained + ".";
        }
        return flow
                + String.format(
                        Locale.ROOT,
                        "Steps of %s up to %.3g reproduce that, steps of %.3g do not: the critical step. For comparison, %s.",
                        name(matrix.tableau()),
                        critical.step(),
                        critical.firstFailure(),
                        trained);
    }

    private static double step(SwapMatrix matrix) {
        return matrix.isAdaptive() ? matrix.totalTime() / matrix.steps() : matrix.dt();
    }

    private static String percent(double share) {
        return number("%.0f", 100 * share) + " %";
    }

    /** 0.001, 0.5, 1, 10. */
    static String plain(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
