package org.kutta.adjoint;

/** The Lorenz system with parameters sigma, rho and beta: chaotic at 10, 28, 8/3. */
final class LorenzField extends AnalyticField {
    LorenzField() {
        super(ParameterLayout.builder().add("sigma").add("rho").add("beta").build(), 10, 28, 8.0 / 3);
    }

    @Override
    void evaluate(double t, double[] y, double[] dydt) {
        dydt[0] = p[0] * (y[1] - y[0]);
        dydt[1] = y[0] * (p[1] - y[2]) - y[1];
        dydt[2] = y[0] * y[1] - p[2] * y[2];
    }

    @Override
    double pullback(double t, double[] y, double[] w, double[] yBar, double[] pBar) {
        yBar[0] += -p[0] * w[0] + (p[1] - y[2]) * w[1] + y[1] * w[2];
        yBar[1] += p[0] * w[0] - w[1] + y[0] * w[2];
        yBar[2] += -y[0] * w[1] - p[2] * w[2];
        pBar[0] += w[0] * (y[1] - y[0]);
        pBar[1] += w[1] * y[0];
        pBar[2] -= w[2] * y[2];
        return 0;
    }

    @Override
    void tangent(double t, double[] y, double tDot, double[] v, double[] pDot, double[] dydtDot) {
        dydtDot[0] = p[0] * (v[1] - v[0]) + pDot[0] * (y[1] - y[0]);
        dydtDot[1] = v[0] * (p[1] - y[2]) + y[0] * (pDot[1] - v[2]) - v[1];
        dydtDot[2] = v[0] * y[1] + y[0] * v[1] - p[2] * v[2] - pDot[2] * y[2];
    }

    @Override
    void pullbackTangent(
            double t, double[] y, double[] w, double[] v, double[] pDot, double[] yBarDot, double[] pBarDot) {
        yBarDot[0] += -w[0] * pDot[0] + w[1] * (pDot[1] - v[2]) + w[2] * v[1];
        yBarDot[1] += w[0] * pDot[0] + w[2] * v[0];
        yBarDot[2] += -w[1] * v[0] - w[2] * pDot[2];
        pBarDot[0] += w[0] * (v[1] - v[0]);
        pBarDot[1] += w[1] * v[0];
        pBarDot[2] -= w[2] * v[2];
    }
}
