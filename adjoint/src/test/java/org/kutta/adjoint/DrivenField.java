package org.kutta.adjoint;

/** A non-linear field that depends on time: {@code y0' = a y1 cos t - y0 y1, y1' = b sin(t + y0) - y1}. */
final class DrivenField extends AnalyticField {
    DrivenField() {
        super(ParameterLayout.builder().add("a").add("b").build(), 1.3, 0.8);
    }

    @Override
    void evaluate(double t, double[] y, double[] dydt) {
        dydt[0] = p[0] * y[1] * Math.cos(t) - y[0] * y[1];
        dydt[1] = p[1] * Math.sin(t + y[0]) - y[1];
    }

    @Override
    double pullback(double t, double[] y, double[] w, double[] yBar, double[] pBar) {
        double slope = p[1] * Math.cos(t + y[0]);
        yBar[0] += -w[0] * y[1] + w[1] * slope;
        yBar[1] += w[0] * (p[0] * Math.cos(t) - y[0]) - w[1];
        pBar[0] += w[0] * y[1] * Math.cos(t);
        pBar[1] += w[1] * Math.sin(t + y[0]);
        return -w[0] * p[0] * y[1] * Math.sin(t) + w[1] * slope;
    }

    @Override
    void tangent(double t, double[] y, double tDot, double[] v, double[] pDot, double[] dydtDot) {
        double slope = p[1] * Math.cos(t + y[0]);
        dydtDot[0] = p[0] * Math.cos(t) * v[1]
                - v[0] * y[1]
                - y[0] * v[1]
                + pDot[0] * y[1] * Math.cos(t)
                - tDot * p[0] * y[1] * Math.sin(t);
        dydtDot[1] = slope * (v[0] + tDot) - v[1] + pDot[1] * Math.sin(t + y[0]);
    }

    @Override
    void pullbackTangent(
            double t, double[] y, double[] w, double[] v, double[] pDot, double[] yBarDot, double[] pBarDot) {
        double sin = Math.sin(t + y[0]);
        double cos = Math.cos(t + y[0]);
        yBarDot[0] += -w[0] * v[1] + w[1] * (-p[1] * sin * v[0] + pDot[1] * cos);
        yBarDot[1] += w[0] * (pDot[0] * Math.cos(t) - v[0]);
        pBarDot[0] += w[0] * Math.cos(t) * v[1];
        pBarDot[1] += w[1] * cos * v[0];
    }
}
