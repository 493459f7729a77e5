package org.kutta.solver;

/**
 * Weighted sums of stages on {@code double[]}, the inner loops of every step. Sums of up to seven terms are written out, so
 * that weights and stages sit in registers and each component is read and written once.
 */
final class DoubleSums {

    private DoubleSums() {}

    /** {@code result = base + dt * sum(weights[j] * stages[j], j < count)}; zero weights are skipped. */
    static void combine(double[] base, double dt, double[] w, double[][] k, int count, double[] result) {
        for (int j = 0; j < count; j++) {
            if (w[j] == 0) {
                sumNonZero(base, dt, w, k, count, result);
                return;
            }
        }
        int n = result.length;
        switch (count) {
            case 0 -> System.arraycopy(base, 0, result, 0, n);
            case 1 -> sum1(base, dt, w, k, n, result);
            case 2 -> sum2(base, dt, w, k, n, result);
            case 3 -> sum3(base, dt, w, k, n, result);
            case 4 -> sum4(base, dt, w, k, n, result);
            case 5 -> sum5(base, dt, w, k, n, result);
            case 6 -> sum6(base, dt, w, k, n, result);
            case 7 -> sum7(base, dt, w, k, n, result);
            default -> sumMany(base, dt, w, k, count, result);
        }
    }

    /** The slow way, which leaves zero weights out; callers on a hot path pass none. */
    private static void sumNonZero(double[] y, double dt, double[] w, double[][] k, int count, double[] result) {
        for (int i = 0; i < result.length; i++) {
            double sum = 0;
            for (int j = 0; j < count; j++) {
                if (w[j] != 0) {
                    sum += w[j] * k[j][i];
                }
            }
            result[i] = y[i] + dt * sum;
        }
    }

    private static void sum1(double[] y, double dt, double[] w, double[][] k, int n, double[] result) {
        double w0 = w[0];
        double[] k0 = k[0];
        for (int i = 0; i < n; i++) {
            result[i] = y[i] + dt * (w0 * k0[i]);
        }
    }

    private static void sum2(double[] y, double dt, double[] w, double[][] k, int n, double[] result) {
        double w0 = w[0];
        double w1 = w[1];
        double[] k0 = k[0];
        double[] k1 = k[1];
        for (int i = 0; i < n; i++) {
            result[i] = y[i] + dt * (w0 * k0[i] + w1 * k1[i]);
        }
    }

    private static void sum3(double[] y, double dt, double[] w, double[][] k, int n, double[] result) {
        double w0 = w[0];
        double w1 = w[1];
        double w2 = w[2];
        double[] k0 = k[0];
        double[] k1 = k[1];
        double[] k2 = k[2];
        for (int i = 0; i < n; i++) {
            result[i] = y[i] + dt * (w0 * k0[i] + w1 * k1[i] + w2 * k2[i]);
        }
    }

    private static void sum4(double[] y, double dt, double[] w, double[][] k, int n, double[] result) {
        double w0 = w[0];
        double w1 = w[1];
        double w2 = w[2];
        double w3 = w[3];
        double[] k0 = k[0];
        double[] k1 = k[1];
        double[] k2 = k[2];
        double[] k3 = k[3];
        for (int i = 0; i < n; i++) {
            result[i] = y[i] + dt * (w0 * k0[i] + w1 * k1[i] + w2 * k2[i] + w3 * k3[i]);
        }
    }

    private static void sum5(double[] y, double dt, double[] w, double[][] k, int n, double[] result) {
        double w0 = w[0];
        double w1 = w[1];
        double w2 = w[2];
        double w3 = w[3];
        double w4 = w[4];
        double[] k0 = k[0];
        double[] k1 = k[1];
        double[] k2 = k[2];
        double[] k3 = k[3];
        double[] k4 = k[4];
        for (int i = 0; i < n; i++) {
            result[i] = y[i] + dt * (w0 * k0[i] + w1 * k1[i] + w2 * k2[i] + w3 * k3[i] + w4 * k4[i]);
        }
    }

    private static void sum6(double[] y, double dt, double[] w, double[][] k, int n, double[] result) {
        double w0 = w[0];
        double w1 = w[1];
        double w2 = w[2];
        double w3 = w[3];
        double w4 = w[4];
        double w5 = w[5];
        double[] k0 = k[0];
        double[] k1 = k[1];
        double[] k2 = k[2];
        double[] k3 = k[3];
        double[] k4 = k[4];
        double[] k5 = k[5];
        for (int i = 0; i < n; i++) {
            result[i] = y[i] + dt * (w0 * k0[i] + w1 * k1[i] + w2 * k2[i] + w3 * k3[i] + w4 * k4[i] + w5 * k5[i]);
        }
    }

    private static void sum7(double[] y, double dt, double[] w, double[][] k, int n, double[] result) {
        double w0 = w[0];
        double w1 = w[1];
        double w2 = w[2];
        double w3 = w[3];
        double w4 = w[4];
        double w5 = w[5];
        double w6 = w[6];
        double[] k0 = k[0];
        double[] k1 = k[1];
        double[] k2 = k[2];
        double[] k3 = k[3];
        double[] k4 = k[4];
        double[] k5 = k[5];
        double[] k6 = k[6];
        for (int i = 0; i < n; i++) {
            result[i] = y[i]
                    + dt * (w0 * k0[i] + w1 * k1[i] + w2 * k2[i] + w3 * k3[i] + w4 * k4[i] + w5 * k5[i] + w6 * k6[i]);
        }
    }

    private static void sumMany(double[] y, double dt, double[] w, double[][] k, int count, double[] result) {
        double w0 = w[0];
        double w1 = w[1];
        double w2 = w[2];
        double w3 = w[3];
        double w4 = w[4];
        double w5 = w[5];
        double w6 = w[6];
        double[] k0 = k[0];
        double[] k1 = k[1];
        double[] k2 = k[2];
        double[] k3 = k[3];
        double[] k4 = k[4];
        double[] k5 = k[5];
        double[] k6 = k[6];
        for (int i = 0; i < result.length; i++) {
            double sum = w0 * k0[i] + w1 * k1[i] + w2 * k2[i] + w3 * k3[i] + w4 * k4[i] + w5 * k5[i] + w6 * k6[i];
            for (int j = 7; j < count; j++) {
                sum += w[j] * k[j][i];
            }
            result[i] = y[i] + dt * sum;
        }
    }
}
