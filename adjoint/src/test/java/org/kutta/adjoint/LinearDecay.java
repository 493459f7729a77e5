package org.kutta.adjoint;

/** {@code y' = -y} in any dimension; no parameters. It counts its calls. */
final class LinearDecay extends AnalyticField {
    long calls;

    LinearDecay() {
        super(ParameterLayout.empty());
    }

    @Override
    void evaluate(double t, double[] y, double[] dydt) {
        calls++;
        for (int i = 0; i < y.length; i++) {
            dydt[i] = -y[i];
        }
    }

    @Override
    double pullback(double t, double[] y, double[] w, double[] yBar, double[] pBar) {
        for (int i = 0; i < y.length; i++) {
            yBar[i] -= w[i];
        }
        return 0;
    }

    @Override
    void tangent(double t, double[] y, double tDot, double[] v, double[] pDot, double[] dydtDot) {
        evaluate(t, v, dydtDot);
    }

    @Override
    void pullbackTangent(
            double t, double[] y, double[] w, double[] v, double[] pDot, double[] yBarDot, double[] pBarDot) {}
}
