package org.kutta.nn.heap;

import java.util.Arrays;

/** Short arrays that one thread computes in; what they hold between calls means nothing. */
final class Scratch {
    /** Rows of a matrix product that are accumulated together. */
    static final int TILE = 32;

    /** Terms of a sum over a batch that are taken together. */
    static final int TERMS = 8;

    /** Components of an elementwise function that are computed together: three arrays of this length stay in the first cache. */
    static final int RUN = 512;

    final double[][] tile;
    final double[][] terms;
    final double[][] sum;
    final double[] ones = new double[TERMS];
    final double[] first = new double[RUN];
    final double[] second = new double[RUN];
    final double[] third = new double[RUN];

    Scratch(int longestRow) {
        tile = rows(TILE, longestRow);
        terms = rows(TERMS, longestRow);
        sum = rows(1, longestRow);
        Arrays.fill(ones, 1);
    }

    /**
     * Rows of at least {@code length} entries each.
     *
     * <p>The length is padded so that an array with its 16 bytes of header fills whole cache lines: rows made one after the other
     * then start at the same place in their lines.
     */
    static double[][] rows(int count, int length) {
        return new double[count][(length + 2 + 7) / 8 * 8 - 2];
    }
}
