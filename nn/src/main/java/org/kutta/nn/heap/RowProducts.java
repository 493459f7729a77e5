package org.kutta.nn.heap;

import static org.kutta.nn.heap.MultiplyAdd.multiplyAdd;

/**
 * Matrix products on rows, each row an array of its own.
 *
 * <p>Every entry of a result is one chain of multiply-adds in the order of the summed index, whatever the sizes: a row of the
 * result has the same bits alone and in a batch.
 */
final class RowProducts {
    /*
     * HotSpot turns an inner loop into vector instructions when all its arrays are indexed by the loop variable alone,
     * without offsets; hence rows as arrays. It packs operations by walking from memory accesses to their uses, and where one
     * load is used twice in the same operand position it may pair the wrong ones and give up: so the second row of a tile takes
     * its factors in the other order. A tile of two rows and four terms does eight multiply-adds for six loads and two stores
     * and stays small enough to be unrolled; larger ones are left scalar.
     */
    private RowProducts() {}

    /**
     * {@code c[i][j] += sum over p of a(i, p) b[p][j]}, with {@code a(i, p) = a[offset + i * rowStep + p * termStep]}.
     *
     * @param rows number of rows of {@code c}
     * @param terms number of terms of each sum, and of rows of {@code b}
     * @param length entries of a row that take part
     */
    static void accumulate(
            double[] a,
            int offset,
            int rowStep,
            int termStep,
            int rows,
            int terms,
            double[][] b,
            double[][] c,
            int length) {
        int p = 0;
        for (; p + 4 <= terms; p += 4) {
            int at = offset + p * termStep;
            int i = 0;
            for (; i + 2 <= rows; i += 2) {
                tile2x4(a, at + i * rowStep, rowStep, termStep, b, p, c[i], c[i + 1], length);
            }
            if (i < rows) {
                tile1x4(a, at + i * rowStep, termStep, b, p, c[i], length);
            }
        }
        for (; p + 2 <= terms; p += 2) {
            int at = offset + p * termStep;
            int i = 0;
            for (; i + 2 <= rows; i += 2) {
                tile2x2(a, at + i * rowStep, rowStep, termStep, b[p], b[p + 1], c[i], c[i + 1], length);
            }
            if (i < rows) {
                tile1x2(a, at + i * rowStep, termStep, b[p], b[p + 1], c[i], length);
            }
        }
        if (p < terms) {
            int at = offset + p * termStep;
            for (int i = 0; i < rows; i++) {
                addMultiple(a[at + i * rowStep], b[p], c[i], length);
            }
        }
    }

    private static void tile2x4(
            double[] a, int at, int rowStep, int termStep, double[][] b, int p, double[] c0, double[] c1, int length) {
        double a00 = a[at];
        double a01 = a[at + termStep];
        double a02 = a[at + 2 * termStep];
        double a03 = a[at + 3 * termStep];
        int next = at + rowStep;
        double a10 = a[next];
        double a11 = a[next + termStep];
        double a12 = a[next + 2 * termStep];
        double a13 = a[next + 3 * termStep];
        double[] b0 = b[p];
        double[] b1 = b[p + 1];
        double[] b2 = b[p + 2];
        double[] b3 = b[p + 3];
        for (int j = 0; j < length; j++) {
            double x0 = b0[j];
            double x1 = b1[j];
            double x2 = b2[j];
            double x3 = b3[j];
            c0[j] = multiplyAdd(a03, x3, multiplyAdd(a02, x2, multiplyAdd(a01, x1, multiplyAdd(a00, x0, c0[j]))));
            c1[j] = multiplyAdd(x3, a13, multiplyAdd(x2, a12, multiplyAdd(x1, a11, multiplyAdd(x0, a10, c1[j]))));
        }
    }

    private static void tile1x4(double[] a, int at, int termStep, double[][] b, int p, double[] c, int length) {
        double a0 = a[at];
        double a1 = a[at + termStep];
        double a2 = a[at + 2 * termStep];
        double a3 = a[at + 3 * termStep];
        double[] b0 = b[p];
        double[] b1 = b[p + 1];
        double[] b2 = b[p + 2];
        double[] b3 = b[p + 3];
        for (int j = 0; j < length; j++) {
            c[j] = multiplyAdd(a3, b3[j], multiplyAdd(a2, b2[j], multiplyAdd(a1, b1[j], multiplyAdd(a0, b0[j], c[j]))));
        }
    }

    private static void tile2x2(
            double[] a,
            int at,
            int rowStep,
            int termStep,
            double[] b0,
            double[] b1,
            double[] c0,
            double[] c1,
            int length) {
        double a00 = a[at];
        double a01 = a[at + termStep];
        double a10 = a[at + rowStep];
        double a11 = a[at + rowStep + termStep];
        for (int j = 0; j < length; j++) {
            double x0 = b0[j];
            double x1 = b1[j];
            c0[j] = multiplyAdd(a01, x1, multiplyAdd(a00, x0, c0[j]));
            c1[j] = multiplyAdd(x1, a11, multiplyAdd(x0, a10, c1[j]));
        }
    }

    private static void tile1x2(double[] a, int at, int termStep, double[] b0, double[] b1, double[] c, int length) {
        double a0 = a[at];
        double a1 = a[at + termStep];
        for (int j = 0; j < length; j++) {
            c[j] = multiplyAdd(a1, b1[j], multiplyAdd(a0, b0[j], c[j]));
        }
    }

    private static void addMultiple(double a, double[] b, double[] c, int length) {
        for (int j = 0; j < length; j++) {
            c[j] = multiplyAdd(a, b[j], c[j]);
        }
    }

    /**
     * {@code c(i, j) += sum over p of a(i, p) b[j][p]}, for results too narrow for {@link #accumulate}: with both factors
     * contiguous along the sum, and eight chains at a time.
     *
     * @param a left factor, row {@code i} at {@code aOffset + i * terms}
     * @param rows number of rows
     * @param terms number of terms of each sum
     * @param b right factor, transposed: one array per column of the result
     * @param c result, row {@code i} at {@code cOffset + i * columns}
     * @param columns number of columns
     */
    static void accumulateNarrow(
            double[] a, int aOffset, int rows, int terms, double[][] b, double[] c, int cOffset, int columns) {
        int i = 0;
        for (; i + 4 <= rows; i += 4) {
            int at = aOffset + i * terms;
            int to = cOffset + i * columns;
            int j = 0;
            for (; j + 2 <= columns; j += 2) {
                dots4x2(a, at, terms, b[j], b[j + 1], c, to + j, columns);
            }
            for (; j < columns; j++) {
                dots4x1(a, at, terms, b[j], c, to + j, columns);
            }
        }
        for (; i < rows; i++) {
            int at = aOffset + i * terms;
            int to = cOffset + i * columns;
            int j = 0;
            for (; j + 2 <= columns; j += 2) {
                dots1x2(a, at, terms, b[j], b[j + 1], c, to + j);
            }
            if (j < columns) {
                dots1x1(a, at, terms, b[j], c, to + j);
            }
        }
    }

    private static void dots4x2(
            double[] a, int at, int terms, double[] b0, double[] b1, double[] c, int to, int columns) {
        int at1 = at + terms;
        int at2 = at1 + terms;
        int at3 = at2 + terms;
        int to1 = to + columns;
        int to2 = to1 + columns;
        int to3 = to2 + columns;
        double s00 = c[to];
        double s01 = c[to + 1];
        double s10 = c[to1];
        double s11 = c[to1 + 1];
        double s20 = c[to2];
        double s21 = c[to2 + 1];
        double s30 = c[to3];
        double s31 = c[to3 + 1];
        for (int p = 0; p < terms; p++) {
            double x0 = b0[p];
            double x1 = b1[p];
            s00 = multiplyAdd(a[at + p], x0, s00);
            s01 = multiplyAdd(a[at + p], x1, s01);
            s10 = multiplyAdd(a[at1 + p], x0, s10);
            s11 = multiplyAdd(a[at1 + p], x1, s11);
            s20 = multiplyAdd(a[at2 + p], x0, s20);
            s21 = multiplyAdd(a[at2 + p], x1, s21);
            s30 = multiplyAdd(a[at3 + p], x0, s30);
            s31 = multiplyAdd(a[at3 + p], x1, s31);
        }
        c[to] = s00;
        c[to + 1] = s01;
        c[to1] = s10;
        c[to1 + 1] = s11;
        c[to2] = s20;
        c[to2 + 1] = s21;
        c[to3] = s30;
        c[to3 + 1] = s31;
    }

    private static void dots4x1(double[] a, int at, int terms, double[] b, double[] c, int to, int columns) {
        int at1 = at + terms;
        int at2 = at1 + terms;
        int at3 = at2 + terms;
        double s0 = c[to];
        double s1 = c[to + columns];
        double s2 = c[to + 2 * columns];
        double s3 = c[to + 3 * columns];
        for (int p = 0; p < terms; p++) {
            double x = b[p];
            s0 = multiplyAdd(a[at + p], x, s0);
            s1 = multiplyAdd(a[at1 + p], x, s1);
            s2 = multiplyAdd(a[at2 + p], x, s2);
            s3 = multiplyAdd(a[at3 + p], x, s3);
        }
        c[to] = s0;
        c[to + columns] = s1;
        c[to + 2 * columns] = s2;
        c[to + 3 * columns] = s3;
    }

    private static void dots1x2(double[] a, int at, int terms, double[] b0, double[] b1, double[] c, int to) {
        double s0 = c[to];
        double s1 = c[to + 1];
        for (int p = 0; p < terms; p++) {
            s0 = multiplyAdd(a[at + p], b0[p], s0);
            s1 = multiplyAdd(a[at + p], b1[p], s1);
        }
        c[to] = s0;
        c[to + 1] = s1;
    }

    private static void dots1x1(double[] a, int at, int terms, double[] b, double[] c, int to) {
        double s = c[to];
        for (int p = 0; p < terms; p++) {
            s = multiplyAdd(a[at + p], b[p], s);
        }
        c[to] = s;
    }
}
