package org.kutta.examples.swap;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.nn.compare.SwapCell;
import org.kutta.nn.compare.SwapMatrix;
import org.kutta.nn.compare.Verdict;

/** The page of a solver swap: the question, the answers in words, and for each model what every solver made of it. */
final class SwapReport {
    private SwapReport() {}

    /**
     * Makes the page.
     *
     * @param outcomes the models
     * @param data what they were tried on, in one sentence
     * @return the page
     */
    static Report of(List<SwapOutcome> outcomes, String data) {
        Report report = Report.titled("Is it still an ODE?")
                .paragraph(
                        "A neural ODE is a vector field together with a solver that follows it. Trained with a solver that is too coarse, a model can learn to use the"
                                + " solver's errors: it then works with its own steps and with no others, and is an ordinary residual network. Its accuracy does not show"
                                + " that. Another solver does: the same trained numbers, solved at least as accurately, must give the same answers.")
                .paragraph(data)
                .table(SwapTexts.summary(outcomes));
        for (SwapOutcome outcome : outcomes) {
            SwapMatrix matrix = outcome.matrix();
            report.heading(outcome.model() + ": "
                            + (matrix.verdict() == Verdict.VALID ? "an ODE" : "depends on its discretisation"))
                    .points(SwapTexts.words(outcome))
                    .charts(accuracies(outcome), distances(outcome));
        }
        return report.heading("How to read this")
                .points(List.of(
                        "Rows are methods, from the least accurate at the bottom to the most accurate at the top; columns are lengths of steps, or tolerances, in units"
                                + " of those of the training. Further up and further left a solver follows the field more closely.",
                        SwapTexts.MARKS
                                + " The critical step is the longest one of the training's method that gives the accuracy of the field solved exactly.",
                        "A step that does not divide the interval is followed by a shorter last one. One longer than the interval is the whole interval: a model trained with"
                                + " a single step has no longer ones, and its columns × 1, × 1.5 and × 2 are the same.",
                        "A model at chance is an ODE, too: look at its accuracy before you look at the verdict."));
    }

    private static Chart accuracies(SwapOutcome outcome) {
        return heatMap(
                        outcome,
                        "accuracy",
                        SwapCell::metric,
                        cell -> SwapTexts.number("%.2f", cell.metric()) + SwapTexts.mark(cell),
                        0,
                        1)
                .caption(SwapTexts.MARKS);
    }

    private static Chart distances(SwapOutcome outcome) {
        return heatMap(
                        outcome,
                        "distance",
                        cell -> Math.min(1, cell.trajectoryDistance()),
                        cell -> SwapTexts.number("%.2g", cell.trajectoryDistance()),
                        1,
                        0)
                .caption(
                        "How far what leaves the block is from where the training solver takes it, as a share of its size. 0 is the same; colours end at 1.");
    }

    private static Chart heatMap(
            SwapOutcome outcome,
            String what,
            ToDoubleFunction<SwapCell> value,
            Function<SwapCell, String> text,
            double worst,
            double best) {
        SwapMatrix matrix = outcome.matrix();
        List<String> rows = SwapTexts.tableaus(matrix);
        List<String> columns = SwapTexts.factors(matrix);
        double[][] values = new double[rows.size()][columns.size()];
        String[][] texts = new String[rows.size()][columns.size()];
        int index = 0;
        for (SwapCell cell : matrix.cells()) {
            int row = rows.indexOf(cell.tableau());
            int column = index++ % columns.size();
            values[row][column] = value.applyAsDouble(cell);
            texts[row][column] = text.apply(cell);
        }
        String title = String.format(Locale.ROOT, "%s: %s under other solvers", outcome.model(), what);
        return Chart.of(title, "", "")
                .heatMap(what, columns, rows.stream().map(SwapTexts::name).toList(), values, texts, worst, best);
    }
}
