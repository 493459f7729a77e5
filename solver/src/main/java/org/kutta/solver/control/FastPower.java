package org.kutta.solver.control;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code x^exponent} for a fixed exponent, from two tables: one for the binary exponent of {@code x} and one, with linear
 * interpolation, for its mantissa. Relative error below 2e-6 for exponents within [-1, 0]; a few nanoseconds, where
 * {@link Math#pow} takes as long as an evaluation of a small vector field.
 */
final class FastPower {

    /** Least argument. */
    static final double LEAST = 0x1p-256;

    /** Arguments are below this. */
    static final double LARGEST = 0x1p255;

    private static final Map<Double, FastPower> CACHE = new ConcurrentHashMap<>();

    private static final int MANTISSA_BITS = 9;
    private static final int SHIFT = 52 - MANTISSA_BITS;
    private static final int LEAST_EXPONENT = 1023 - 256;

    private final double[] powersOfTwo = new double[512];
    private final double[] powers = new double[(1 << MANTISSA_BITS) + 1];

    private FastPower(double exponent) {
        for (int e = 0; e < powersOfTwo.length; e++) {
            powersOfTwo[e] = Math.pow(2, (e - 256) * exponent);
        }
        for (int m = 0; m < powers.length; m++) {
            powers[m] = Math.pow(1 + Math.scalb(m, -MANTISSA_BITS), exponent);
        }
    }

    /** Tables are shared among solves; there are as many exponents as controllers in use. */
    static FastPower withExponent(double exponent) {
        FastPower cached = CACHE.get(exponent);
        if (cached == null) {
            cached = new FastPower(exponent);
            if (CACHE.size() < 100) {
                CACHE.put(exponent, cached);
            }
        }
        return cached;
    }

    /** {@code x^exponent} for {@code x} in {@code [LEAST, LARGEST)}. */
    double of(double x) {
        long bits = Double.doubleToRawLongBits(x);
        int bucket = (int) (bits >>> SHIFT) & ((1 << MANTISSA_BITS) - 1);
        double fraction = (bits & ((1L << SHIFT) - 1)) * 0x1p-43;
        double low = powers[bucket];
        double mantissa = low + fraction * (powers[bucket + 1] - low);
        return powersOfTwo[(int) (bits >>> 52) - LEAST_EXPONENT] * mantissa;
    }
}
