package org.kutta.solver;

import java.util.Arrays;

/** The algebra of {@code double[]}: plain loops, no native call, nothing allocated. */
public final class DoubleArraySpace implements StateSpace<double[]> {

    /** The one instance. */
    public static final DoubleArraySpace INSTANCE = new DoubleArraySpace();

    private DoubleArraySpace() {}

    @Override
    public double[] zerosLike(double[] y) {
        return new double[y.length];
    }

    @Override
    public double[][] newStages(double[] like, int count) {
        return new double[count][like.length];
    }

    @Override
    public void copy(double[] source, double[] target) {
        System.arraycopy(source, 0, target, 0, source.length);
    }

    @Override
    public void setZero(double[] y) {
        Arrays.fill(y, 0);
    }

    @Override
    public void combine(double[] base, double dt, double[] weights, double[][] stages, int count, double[] result) {
        DoubleSums.combine(base, dt, weights, stages, count, result);
    }

    @Override
    public void combine(double dt, double[] weights, double[][] stages, int count, double[] result) {
        Arrays.fill(result, 0);
        DoubleSums.combine(result, dt, weights, stages, count, result);
    }

    @Override
    public void axpy(double a, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += a * x[i];
        }
    }

    @Override
    public void scale(double a, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] *= a;
        }
    }

    @Override
    public double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    @Override
    public double errorRatio(double[] error, double[] y0, double[] y1, Tolerances tolerances) {
        double sum = 0;
        for (int i = 0; i < error.length; i++) {
            // the reciprocal is ready before the last stage is; a quotient would have to wait for it
            double q = error[i] * (1 / scale(y0[i], y1[i], tolerances, i));
            sum += q * q + 0.0 * y1[i]; // an overflow in y1 hides in the scale: 0 * inf brings it to light
        }
        return error.length == 0 ? 0 : Math.sqrt(sum * (1.0 / error.length));
    }

    private static double scale(double y0, double y1, Tolerances tolerances, int i) {
        return tolerances.atol(i) + tolerances.rtol(i) * Math.max(Math.abs(y0), Math.abs(y1));
    }

    @Override
    public boolean isFinite(double[] y) {
        double sum = 0;
        for (double value : y) {
            sum += 0.0 * value; // NaN as soon as one value is not finite, without a branch
        }
        return sum == 0;
    }

    @Override
    public long worstComponent(double[] error, double[] y0, double[] y1, Tolerances tolerances) {
        int worst = -1;
        double largest = -1;
        for (int i = 0; i < error.length; i++) {
            double ratio = Math.abs(error[i]) / scale(y0[i], y1[i], tolerances, i);
            if (!Double.isFinite(ratio) || !Double.isFinite(y1[i])) {
                return i;
            }
            if (ratio > largest) {
                largest = ratio;
                worst = i;
            }
        }
        return worst;
    }

    @Override
    public double unitRoundoff() {
        return 0x1p-53;
    }

    @Override
    public long size(double[] y) {
        return y.length;
    }

    @Override
    public long bytes(double[] y) {
        return (long) Double.BYTES * y.length;
    }

    @Override
    public boolean sameShape(double[] x, double[] y) {
        return x.length == y.length;
    }

    @Override
    public String describeShape(double[] y) {
        return "[" + y.length + "]";
    }
}
