package org.kutta.solver;

import java.util.Arrays;

/** States of single precision under time in double, for tests. */
public final class FloatArraySpace implements StateSpace<float[]> {

    @Override
    public float[] zerosLike(float[] y) {
        return new float[y.length];
    }

    @Override
    public float[][] newStages(float[] like, int count) {
        return new float[count][like.length];
    }

    @Override
    public void copy(float[] source, float[] target) {
        System.arraycopy(source, 0, target, 0, source.length);
    }

    @Override
    public void setZero(float[] y) {
        Arrays.fill(y, 0);
    }

    @Override
    public void combine(float[] base, double dt, double[] weights, float[][] stages, int count, float[] result) {
        for (int i = 0; i < base.length; i++) {
            float sum = 0;
            for (int j = 0; j < count; j++) {
                if (weights[j] != 0) {
                    sum += (float) weights[j] * stages[j][i];
                }
            }
            result[i] = base[i] + (float) dt * sum;
        }
    }

    @Override
    public void combine(double dt, double[] weights, float[][] stages, int count, float[] result) {
        Arrays.fill(result, 0);
        combine(result, dt, weights, stages, count, result);
    }

    @Override
    public void axpy(double a, float[] x, float[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += (float) a * x[i];
        }
    }

    @Override
    public void scale(double a, float[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] *= (float) a;
        }
    }

    @Override
    public double dot(float[] x, float[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (double) x[i] * y[i];
        }
        return sum;
    }

    @Override
    public double errorRatio(float[] error, float[] y0, float[] y1, Tolerances tolerances) {
        double sum = 0;
        for (int i = 0; i < error.length; i++) {
            double q = scaled(error, y0, y1, tolerances, i);
            sum += q * q;
        }
        return isFinite(y1) ? Math.sqrt(sum / error.length) : Double.NaN;
    }

    private static double scaled(float[] error, float[] y0, float[] y1, Tolerances tolerances, int i) {
        double size = Math.max(Math.abs(y0[i]), Math.abs(y1[i]));
        return error[i] / (tolerances.atol(i) + tolerances.rtol(i) * size);
    }

    @Override
    public boolean isFinite(float[] y) {
        for (float value : y) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long worstComponent(float[] error, float[] y0, float[] y1, Tolerances tolerances) {
        int worst = 0;
        for (int i = 0; i < error.length; i++) {
            double ratio = Math.abs(scaled(error, y0, y1, tolerances, i));
            if (!Double.isFinite(ratio)) {
                return i;
            }
            if (ratio > Math.abs(scaled(error, y0, y1, tolerances, worst))) {
                worst = i;
            }
        }
        return worst;
    }

    @Override
    public double unitRoundoff() {
        return 0x1p-24;
    }

    @Override
    public long size(float[] y) {
        return y.length;
    }

    @Override
    public long bytes(float[] y) {
        return (long) Float.BYTES * y.length;
    }

    @Override
    public boolean sameShape(float[] x, float[] y) {
        return x.length == y.length;
    }

    @Override
    public String describeShape(float[] y) {
        return "[" + y.length + "]";
    }
}
