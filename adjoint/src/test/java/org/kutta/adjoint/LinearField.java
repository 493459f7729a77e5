package org.kutta.adjoint;

/** {@code y' = A y}; the parameters are {@code A}, row-major. */
final class LinearField extends AnalyticField {
    private final int n;

    LinearField(int n, double... matrix) {
        super(ParameterLayout.builder().add("A", n, n).build(), matrix);
        this.n = n;
    }

    /** A stable spiral with a fast direction: eigenvalues -0.4 +- 2i and -3. */
    static LinearField contracting() {
        return new LinearField(3, -0.4, 2, 0.1, -2, -0.4, 0.3, 0, 0, -3);
    }

    @Override
    void evaluate(double t, double[] y, double[] dydt) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += p[i * n + j] * y[j];
            }
            dydt[i] = sum;
        }
    }

    @Override
    double pullback(double t, double[] y, double[] w, double[] yBar, double[] pBar) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                yBar[j] += p[i * n + j] * w[i];
                pBar[i * n + j] += w[i] * y[j];
            }
        }
        return 0;
    }

    @Override
    void tangent(double t, double[] y, double tDot, double[] v, double[] pDot, double[] dydtDot) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum += p[i * n + j] * v[j] + pDot[i * n + j] * y[j];
            }
            dydtDot[i] = sum;
        }
    }

    @Override
    void pullbackTangent(
            double t, double[] y, double[] w, double[] v, double[] pDot, double[] yBarDot, double[] pBarDot) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                yBarDot[j] += pDot[i * n + j] * w[i];
                pBarDot[i * n + j] += w[i] * v[j];
            }
        }
    }
}
