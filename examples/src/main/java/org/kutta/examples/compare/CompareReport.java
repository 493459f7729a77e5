package org.kutta.examples.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;

/** The page of a comparison: table, how to read it, curves. */
final class CompareReport {
    private CompareReport() {}

    /**
     * Makes the page.
     *
     * @param result the figures
     * @param outcomes the arms in the same order
     * @param settings how they were trained, in one sentence
     * @return the page
     */
    static Report of(CompareResult result, List<Outcome> outcomes, String settings) {
        Report report = Report.titled("One budget, two readings: " + result.dataset())
                .paragraph(String.format(
                        Locale.ROOT,
                        "%d networks on %d training and %d test samples of %s. %s",
                        outcomes.size(),
                        result.trainSize(),
                        result.testSize(),
                        result.dataset(),
                        settings))
                .table(CompareTexts.table(result));
        for (Outcome outcome : outcomes) {
            if (outcome.failure() != null) {
                report.paragraph(outcome.result().name() + " was given up: " + outcome.failure());
            }
        }
        return report.heading("How to read this")
                .points(CompareTexts.reading(result))
                .heading("Training")
                .charts(losses(outcomes), accuracies(outcomes))
                .heading("Order and cost")
                .charts(accuracyAgainstOrder(outcomes), evaluations(outcomes), costs(outcomes));
    }

    private static Chart losses(List<Outcome> outcomes) {
        Chart chart = Chart.of("Training loss", "epoch", "mean cross-entropy / nats")
                .logY()
                .countX(epochs(outcomes));
        outcomes.forEach(outcome -> chart.line(
                name(outcome), outcome.curve().epochs(), outcome.curve().losses()));
        return chart.caption("Each epoch's mean over its batches, before the step each batch led to. Lower is better.");
    }

    private static Chart accuracies(List<Outcome> outcomes) {
        Chart chart =
                Chart.of("Test accuracy", "epoch", "share classified rightly").countX(epochs(outcomes));
        outcomes.forEach(outcome -> chart.line(
                name(outcome), outcome.curve().epochs(), outcome.curve().accuracies()));
        return chart.caption("After each epoch, on samples that training never sees.");
    }

    private static Chart accuracyAgainstOrder(List<Outcome> outcomes) {
        Chart chart = Chart.of("Accuracy against order", "order of the tableau", "final test accuracy")
                .countX(1);
        for (Outcome outcome : outcomes) {
            ArmResult result = outcome.result();
            chart.points(name(outcome), new double[] {result.order()}, new double[] {result.testAccuracy()});
        }
        return chart.layout("hovermode", "closest")
                .caption(
                        "Compare rk4 with euler-scaled, which has its interval and scale, before you credit the order.");
    }

    private static Chart evaluations(List<Outcome> outcomes) {
        Chart chart = Chart.of("Evaluations while training", "epoch", "evaluations in a forward pass")
                .countX(epochs(outcomes));
        outcomes.forEach(outcome -> chart.line(
                name(outcome), outcome.curve().epochs(), outcome.curve().forward()));
        return chart.caption(
                "Mean over the training batches. Only a solver with a tolerance chooses; the others lie on one line.");
    }

    private static Chart costs(List<Outcome> outcomes) {
        List<String> names = new ArrayList<>();
        double[] seconds = new double[outcomes.size()];
        for (int i = 0; i < seconds.length; i++) {
            names.add(name(outcomes.get(i)));
            seconds[i] = outcomes.get(i).result().secondsPerEpoch();
        }
        return Chart.of("Time", "", "seconds for an epoch of training").bars("seconds", names, seconds);
    }

    private static int epochs(List<Outcome> outcomes) {
        return outcomes.stream()
                .mapToInt(outcome -> outcome.curve().epochs().length)
                .max()
                .orElse(0);
    }

    private static String name(Outcome outcome) {
        return outcome.result().name();
    }
}
