package org.kutta.nn.landscape;

/** Sums over flat vectors, always in the same order. */
final class Vectors {
    private Vectors() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** {@code result = base + factor * direction}; the result may be the base. */
    static void combine(double[] base, double factor, double[] direction, double[] result) {
        for (int i = 0; i < result.length; i++) {
            result[i] = base[i] + factor * direction[i];
        }
    }

    static void scale(double factor, double[] a) {
        for (int i = 0; i < a.length; i++) {
            a[i] *= factor;
        }
    }
}
