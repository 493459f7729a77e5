package org.kutta.nn.layer;

import java.util.random.RandomGenerator;

/** Random matrices with orthonormal columns, or rows where there are fewer of those. */
final class Orthonormal {

    private Orthonormal() {}

    /** A {@code rows x columns} matrix, row-major, distributed uniformly over the orthonormal ones. */
    static double[] columnsOrRows(int rows, int columns, RandomGenerator random) {
        boolean tall = rows >= columns;
        int count = tall ? columns : rows;
        int length = tall ? rows : columns;
        double[][] vectors = new double[count][length];
        for (int i = 0; i < count; i++) {
            drawOrthogonal(vectors, i, random);
        }
        double[] result = new double[rows * columns];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < length; j++) {
                result[tall ? j * columns + i : i * columns + j] = vectors[i][j];
            }
        }
        return result;
    }

    private static void drawOrthogonal(double[][] vectors, int index, RandomGenerator random) {
        double[] v = vectors[index];
        for (int j = 0; j < v.length; j++) {
            v[j] = random.nextGaussian();
        }
        // Twice is enough: one pass of Gram-Schmidt alone loses orthogonality to cancellation.
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < index; i++) {
                subtractProjection(v, vectors[i]);
            }
        }
        double norm = Math.sqrt(dot(v, v));
        for (int j = 0; j < v.length; j++) {
            v[j] /= norm;
        }
    }

    private static void subtractProjection(double[] v, double[] unit) {
        double projection = dot(v, unit);
        for (int j = 0; j < v.length; j++) {
            v[j] -= projection * unit[j];
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += x[j] * y[j];
        }
        return sum;
    }
}
