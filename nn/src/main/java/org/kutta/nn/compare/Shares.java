package org.kutta.nn.compare;

/** Counts of classes. */
final class Shares {
    private Shares() {}

    /** The share of rows whose largest output is where the largest label is; NaN if an output is not finite. */
    static double right(double[] outputs, double[] labels, long classes) {
        int width = Math.toIntExact(classes);
        int rows = outputs.length / width;
        int right = 0;
        for (int row = 0; row < rows; row++) {
            int best = largest(outputs, row * width, width);
            if (best < 0) {
                return Double.NaN;
            }
            right += best == largest(labels, row * width, width) ? 1 : 0;
        }
        return right / (double) rows;
    }

    private static int largest(double[] values, int from, int width) {
        int best = 0;
        for (int i = 0; i < width; i++) {
            if (!Double.isFinite(values[from + i])) {
                return -1;
            }
            best = values[from + i] > values[from + best] ? i : best;
        }
        return best;
    }
}
