package org.kutta.nn.heap;

import static org.kutta.nn.heap.MultiplyAdd.multiplyAdd;

/**
 * Hyperbolic tangent and its kin on runs of an array, written so that HotSpot makes vector instructions of them: no branch, no
 * table, no bits.
 *
 * <p>NaN gives NaN, and {@code tanh} keeps the sign of zero and is exact at the infinities.
 */
final class Elementwise {
    /*
     * tanh: the argument is cut to [-20, 20], beyond which the result rounds to +-1. At y = x / 4 the tenth convergent of
     * Lambert's continued fraction
     *
     *     tanh y = y / (1 + y^2 / (3 + y^2 / (5 + ...)))
     *
     * is taken, whose numerator p and denominator q have positive integer coefficients, exact in double. Two doublings
     * tanh 2y = 2 tanh y / (1 + tanh^2 y) lead back to x; on the fraction p / q,
     *
     *     p <- p q,   q <- |p| q + (q - |p|)^2 / 2,
     *
     * which needs no division and keeps |p| <= q in floating point too, since the second is the first plus something not
     * negative. A relative error e of the convergent becomes 4 e sinh(2y) / sinh(8y): e grows with y, at y = 2 it is 2e-14, but
     * what is left of it is nowhere above 2e-18. Rounding adds a few units of 2^-53. One division ends it.
     *
     * Source of the fraction: Abramowitz and Stegun, Handbook of Mathematical Functions, 4.5.70.
     *
     * The two loops are apart because HotSpot does not unroll the whole as one.
     */
    private static final double LIMIT = 20;

    private static final double SCALE = 1.0 / 4;

    private Elementwise() {}

    /** {@code y[i] = tanh(x[i])} for {@code from <= i < to}; {@code y} may be {@code x}. Relative error below 1e-15, as measured: 8.9e-16. */
    static void tanh(double[] x, double[] y, int from, int to, Scratch scratch) {
        for (int start = from; start < to; start += Scratch.RUN) {
            int count = Math.min(Scratch.RUN, to - start);
            System.arraycopy(x, start, scratch.first, 0, count);
            fraction(scratch.first, scratch.second, count);
            quotient(scratch.first, scratch.second, count);
            System.arraycopy(scratch.first, 0, y, start, count);
        }
    }

    /** {@code y[i] = 1 / (1 + exp(-x[i]))}, with an absolute error below 2.3e-16; {@code y} may be {@code x}. */
    static void sigmoid(double[] x, double[] y, int from, int to, Scratch scratch) {
        double[] run = scratch.first;
        for (int start = from; start < to; start += Scratch.RUN) {
            int count = Math.min(Scratch.RUN, to - start);
            System.arraycopy(x, start, run, 0, count);
            sigmoid(run, scratch.second, count);
            System.arraycopy(run, 0, y, start, count);
        }
    }

    /** {@code y[i] *= 1 / (1 + exp(-x[i]))}. */
    static void multiplyBySigmoid(double[] x, double[] y, int from, int to, Scratch scratch) {
        double[] run = scratch.first;
        double[] target = scratch.second;
        for (int start = from; start < to; start += Scratch.RUN) {
            int count = Math.min(Scratch.RUN, to - start);
            System.arraycopy(x, start, run, 0, count);
            sigmoid(run, target, count);
            System.arraycopy(y, start, target, 0, count);
            for (int i = 0; i < count; i++) {
                run[i] = run[i] * target[i];
            }
            System.arraycopy(run, 0, y, start, count);
        }
    }

    /**
     * {@code y[i] = log(1 + exp(x[i]))}, with an error below 1e-15 of {@code max(1, y)}; {@code y} may be {@code x}.
     */
    static void softplus(double[] x, double[] y, int from, int to, Scratch scratch) {
        double[] run = scratch.first;
        double[] other = scratch.second;
        for (int start = from; start < to; start += Scratch.RUN) {
            int count = Math.min(Scratch.RUN, to - start);
            System.arraycopy(x, start, run, 0, count);
            halve(run, count);
            fraction(run, other, count);
            logarithm(run, other, count);
            System.arraycopy(x, start, other, 0, count);
            for (int i = 0; i < count; i++) {
                run[i] = Math.max(other[i], 0.0) + run[i];
            }
            System.arraycopy(run, 0, y, start, count);
        }
    }

    /**
     * {@code y[i] = x[i]} where that is positive, {@code alpha (exp(x[i]) - 1)} elsewhere, with an error below 1e-15 of
     * {@code alpha}; {@code y} may be {@code x}.
     */
    static void elu(double alpha, double[] x, double[] y, int from, int to, Scratch scratch) {
        double[] run = scratch.first;
        double[] other = scratch.second;
        for (int start = from; start < to; start += Scratch.RUN) {
            int count = Math.min(Scratch.RUN, to - start);
            System.arraycopy(x, start, run, 0, count);
            for (int i = 0; i < count; i++) {
                run[i] = 0.5 * Math.min(run[i], 0.0);
            }
            fraction(run, other, count);
            quotient(run, other, count);
            System.arraycopy(x, start, other, 0, count);
            // exp(x) - 1 = 2 t / (1 - t) at t = tanh(x / 2), here never positive
            for (int i = 0; i < count; i++) {
                run[i] = Math.max(other[i], 0.0) + alpha * (2 * run[i] / (1 - run[i]));
            }
            System.arraycopy(run, 0, y, start, count);
        }
    }

    private static void sigmoid(double[] run, double[] other, int count) {
        halve(run, count);
        fraction(run, other, count);
        quotient(run, other, count);
        for (int i = 0; i < count; i++) {
            run[i] = multiplyAdd(0.5, run[i], 0.5);
        }
    }

    private static void halve(double[] run, int count) {
        for (int i = 0; i < count; i++) {
            run[i] = 0.5 * run[i];
        }
    }

    /** Replaces {@code x} in {@code p} by the numerator of {@code tanh(x / 4)}, and writes its denominator to {@code q}. */
    private static void fraction(double[] p, double[] q, int count) {
        for (int i = 0; i < count; i++) {
            double x = Math.max(-LIMIT, Math.min(LIMIT, p[i]));
            double y = x * SCALE;
            double u = y * y;
            double numerator = multiplyAdd(u, 55 * SCALE, 25740 * SCALE);
            numerator = multiplyAdd(u, numerator, 2837835 * SCALE);
            numerator = multiplyAdd(u, numerator, 91891800 * SCALE);
            p[i] = x * multiplyAdd(u, numerator, 654729075 * SCALE);
            double denominator = multiplyAdd(u, u + 1485, 315315);
            denominator = multiplyAdd(u, denominator, 18918900);
            denominator = multiplyAdd(u, denominator, 310134825);
            q[i] = multiplyAdd(u, denominator, 654729075);
        }
    }

    /** Doubles the argument of {@code p / q} twice and divides into {@code p}. */
    private static void quotient(double[] p, double[] q, int count) {
        for (int i = 0; i < count; i++) {
            double n = p[i];
            double d = q[i];
            double gap = d - Math.abs(n);
            n = n * d;
            d = multiplyAdd(0.5 * gap, gap, Math.abs(n));
            gap = d - Math.abs(n);
            n = n * d;
            d = multiplyAdd(0.5 * gap, gap, Math.abs(n));
            p[i] = n / d;
        }
    }

    /**
     * Doubles like {@link #quotient}, to {@code tanh(|x| / 2) = p / q}, and writes {@code log(1 + exp(-|x|))} to {@code p}.
     *
     * <p>With {@code z = exp(-|x|) = (q - p) / (q + p)}, {@code log(1 + z) = 2 artanh w} at {@code w = z / (2 + z) <= 1/3},
     * summed as {@code w + w^3 / 3 + w^5 / 5 + ...}; what is left out after {@code w^31} is below 1e-17.
     */
    private static void logarithm(double[] p, double[] q, int count) {
        for (int i = 0; i < count; i++) {
            double n = Math.abs(p[i]);
            double d = q[i];
            for (int k = 0; k < 2; k++) {
                double gap = d - n;
                n = n * d;
                d = multiplyAdd(0.5 * gap, gap, n);
            }
            double gap = d - n;
            p[i] = gap / multiplyAdd(2, d + n, gap);
        }
        for (int i = 0; i < count; i++) {
            double w = p[i];
            double u = w * w;
            double sum = multiplyAdd(u, 1.0 / 31, 1.0 / 29);
            sum = multiplyAdd(u, sum, 1.0 / 27);
            sum = multiplyAdd(u, sum, 1.0 / 25);
            sum = multiplyAdd(u, sum, 1.0 / 23);
            sum = multiplyAdd(u, sum, 1.0 / 21);
            sum = multiplyAdd(u, sum, 1.0 / 19);
            sum = multiplyAdd(u, sum, 1.0 / 17);
            sum = multiplyAdd(u, sum, 1.0 / 15);
            sum = multiplyAdd(u, sum, 1.0 / 13);
            sum = multiplyAdd(u, sum, 1.0 / 11);
            sum = multiplyAdd(u, sum, 1.0 / 9);
            sum = multiplyAdd(u, sum, 1.0 / 7);
            sum = multiplyAdd(u, sum, 1.0 / 5);
            sum = multiplyAdd(u, sum, 1.0 / 3);
            sum = multiplyAdd(u, sum, 1.0);
            p[i] = 2 * (w * sum);
        }
    }
}
