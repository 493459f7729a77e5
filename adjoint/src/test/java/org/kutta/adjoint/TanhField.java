package org.kutta.adjoint;

import java.util.SplittableRandom;

/** A small network, {@code y' = W2 tanh(W1 y + b1 + t u) + b2}. */
final class TanhField extends AnalyticField {
    private final int n;
    private final int h;
    private final int u;
    private final int b1;
    private final int w2;
    private final int b2;

    TanhField(int n, int h, long seed) {
        super(
                ParameterLayout.builder()
                        .add("W1", h, n)
                        .add("u", h)
                        .add("b1", h)
                        .add("W2", n, h)
                        .add("b2", n)
                        .build(),
                randomParameters(2 * h * n + 2 * h + n, 1 / Math.sqrt(h), seed));
        this.n = n;
        this.h = h;
        this.u = h * n;
        this.b1 = u + h;
        this.w2 = b1 + h;
        this.b2 = w2 + n * h;
    }

    private static double[] randomParameters(int count, double scale, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.doubles(count).map(x -> scale * 2 * (2 * x - 1)).toArray();
    }

    private double activation(int i, double t, double[] y) {
        double z = p[b1 + i] + t * p[u + i];
        for (int j = 0; j < n; j++) {
            z += p[i * n + j] * y[j];
        }
        return Math.tanh(z);
    }

    @Override
    void evaluate(double t, double[] y, double[] dydt) {
        System.arraycopy(p, b2, dydt, 0, n);
        for (int i = 0; i < h; i++) {
            double s = activation(i, t, y);
            for (int k = 0; k < n; k++) {
                dydt[k] += p[w2 + k * h + i] * s;
            }
        }
    }

    @Override
    double pullback(double t, double[] y, double[] w, double[] yBar, double[] pBar) {
        double tBar = 0;
        for (int i = 0; i < h; i++) {
            double s = activation(i, t, y);
            double sBar = 0;
            for (int k = 0; k < n; k++) {
                sBar += p[w2 + k * h + i] * w[k];
                pBar[w2 + k * h + i] += w[k] * s;
            }
            double zBar = sBar * (1 - s * s);
            for (int j = 0; j < n; j++) {
                yBar[j] += p[i * n + j] * zBar;
                pBar[i * n + j] += zBar * y[j];
            }
            pBar[u + i] += t * zBar;
            pBar[b1 + i] += zBar;
            tBar += p[u + i] * zBar;
        }
        for (int k = 0; k < n; k++) {
            pBar[b2 + k] += w[k];
        }
        return tBar;
    }

    private double activationInput(int i, double t, double[] y, double tDot, double[] v, double[] pDot) {
        double zDot = pDot[b1 + i] + t * pDot[u + i] + tDot * p[u + i];
        for (int j = 0; j < n; j++) {
            zDot += p[i * n + j] * v[j] + pDot[i * n + j] * y[j];
        }
        return zDot;
    }

    @Override
    void tangent(double t, double[] y, double tDot, double[] v, double[] pDot, double[] dydtDot) {
        System.arraycopy(pDot, b2, dydtDot, 0, n);
        for (int i = 0; i < h; i++) {
            double s = activation(i, t, y);
            double sDot = (1 - s * s) * activationInput(i, t, y, tDot, v, pDot);
            for (int k = 0; k < n; k++) {
                dydtDot[k] += p[w2 + k * h + i] * sDot + pDot[w2 + k * h + i] * s;
            }
        }
    }

    @Override
    void pullbackTangent(
            double t, double[] y, double[] w, double[] v, double[] pDot, double[] yBarDot, double[] pBarDot) {
        for (int i = 0; i < h; i++) {
            double s = activation(i, t, y);
            double sDot = (1 - s * s) * activationInput(i, t, y, 0, v, pDot);
            double sBar = 0;
            double sBarDot = 0;
            for (int k = 0; k < n; k++) {
                sBar += p[w2 + k * h + i] * w[k];
                sBarDot += pDot[w2 + k * h + i] * w[k];
                pBarDot[w2 + k * h + i] += w[k] * sDot;
            }
            double zBar = sBar * (1 - s * s);
            double zBarDot = sBarDot * (1 - s * s) - 2 * sBar * s * sDot;
            for (int j = 0; j < n; j++) {
                yBarDot[j] += p[i * n + j] * zBarDot + pDot[i * n + j] * zBar;
                pBarDot[i * n + j] += zBarDot * y[j] + zBar * v[j];
            }
            pBarDot[u + i] += t * zBarDot;
            pBarDot[b1 + i] += zBarDot;
        }
    }
}
