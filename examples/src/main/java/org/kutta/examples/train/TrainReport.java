package org.kutta.examples.train;

import com.google.common.collect.Lists;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;

/** The page of a training: figures, curves, what is confused. */
final class TrainReport {
    /** Share of a class at which a cell has its full colour. */
    private static final double FULL = 0.1;

    private TrainReport() {}

    /**
     * Makes the page.
     *
     * @param result the figures
     * @param classNames names of the classes
     * @param training all that makes the run, in a phrase
     * @return the page
     */
    static Report of(TrainResult result, List<String> classNames, String training) {
        return Report.titled("A classifier of " + result.dataset() + ": " + result.reading())
                .paragraph(training + ".")
                .paragraph(String.format(
                        Locale.ROOT,
                        "Test accuracy %.4f; %d parameters; %.1f evaluations of sub-networks in a pass; %.0f s.",
                        result.testAccuracy(),
                        result.parameters(),
                        result.nfeForward(),
                        result.seconds()))
                .paragraph("Layers: " + String.join(", ", result.network()) + ".")
                .heading("Training")
                .charts(losses(result), accuracies(result))
                .heading("What is confused")
                .charts(confusion(result, classNames));
    }

    private static Chart losses(TrainResult result) {
        return Chart.of("Training loss", "epoch", "mean cross-entropy / nats")
                .logY()
                .countX(result.epochs())
                .line(result.reading(), epochs(result), values(result.trainLoss()))
                .caption("Each epoch's mean over its batches of moved images, before the step each batch led to.");
    }

    private static Chart accuracies(TrainResult result) {
        return Chart.of("Test accuracy", "epoch", "share classified rightly")
                .countX(result.epochs())
                .line(result.reading(), epochs(result), values(result.epochAccuracy()))
                .caption("After each epoch of this run, on images that training never sees.");
    }

    private static double[] epochs(TrainResult result) {
        return IntStream.rangeClosed(1, result.epochs()).asDoubleStream().toArray();
    }

    private static double[] values(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Rows from the bottom, so that the first class is at the top. */
    private static Chart confusion(TrainResult result, List<String> classNames) {
        int classes = classNames.size();
        double[][] shares = new double[classes][classes];
        String[][] texts = new String[classes][classes];
        for (int actual = 0; actual < classes; actual++) {
            List<Integer> counts = result.confusion().get(actual);
            int all = Math.max(1, counts.stream().mapToInt(Integer::intValue).sum());
            int row = classes - 1 - actual;
            for (int found = 0; found < classes; found++) {
                int count = counts.get(found);
                shares[row][found] = count == 0 ? Double.NaN : (found == actual ? count : -count) / (double) all;
                texts[row][found] = count == 0 ? "" : Integer.toString(count);
            }
        }
        return Chart.of("Test images by class", "class found", "true class")
                .heatMap(
                        "share of the true class, wrong ones negative",
                        classNames,
                        Lists.reverse(classNames),
                        shares,
                        texts,
                        -FULL,
                        FULL)
                .caption(
                        "Numbers are images. Warm cells are confusions, in full colour from a tenth of the true class on; cool ones are right.");
    }
}
