package org.kutta.adjoint;

/** {@code y0' = y1, y1' = mu (1 - y0^2) y1 - y0}, and a second parameter that nothing reads. */
final class VanDerPolField extends AnalyticField {
    VanDerPolField(double mu) {
        super(ParameterLayout.builder().add("mu").add("unused").build(), mu, 1);
    }

    @Override
    void evaluate(double t, double[] y, double[] dydt) {
        dydt[0] = y[1];
        dydt[1] = p[0] * (1 - y[0] * y[0]) * y[1] - y[0];
    }

    @Override
    double pullback(double t, double[] y, double[] w, double[] yBar, double[] pBar) {
        yBar[0] += w[1] * (-2 * p[0] * y[0] * y[1] - 1);
        yBar[1] += w[0] + w[1] * p[0] * (1 - y[0] * y[0]);
        pBar[0] += w[1] * (1 - y[0] * y[0]) * y[1];
        return 0;
    }

    @Override
    void tangent(double t, double[] y, double tDot, double[] v, double[] pDot, double[] dydtDot) {
        dydtDot[0] = v[1];
        dydtDot[1] = p[0] * (1 - y[0] * y[0]) * v[1]
                - 2 * p[0] * y[0] * y[1] * v[0]
                - v[0]
                + pDot[0] * (1 - y[0] * y[0]) * y[1];
    }

    @Override
    void pullbackTangent(
            double t, double[] y, double[] w, double[] v, double[] pDot, double[] yBarDot, double[] pBarDot) {
        yBarDot[0] += -2 * w[1] * (p[0] * y[0] * v[1] + p[0] * y[1] * v[0] + pDot[0] * y[0] * y[1]);
        yBarDot[1] += w[1] * (-2 * p[0] * y[0] * v[0] + pDot[0] * (1 - y[0] * y[0]));
        pBarDot[0] += w[1] * ((1 - y[0] * y[0]) * v[1] - 2 * y[0] * y[1] * v[0]);
    }
}
