package org.kutta.examples.gradcheck;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.ParameterLayout;

/** The Lorenz system: chaotic forwards, and volumes grow by exp(13.7) in a unit of time backwards. */
final class Lorenz extends PointField {
    private final double[] p = {10, 28, 8.0 / 3};

    @Override
    public ParameterLayout layout() {
        return ParameterLayout.builder().add("sigma").add("rho").add("beta").build();
    }

    @Override
    public double[] parameters() {
        return p;
    }

    @Override
    void evaluate(double[] y, double[] dydt) {
        dydt[0] = p[0] * (y[1] - y[0]);
        dydt[1] = y[0] * (p[1] - y[2]) - y[1];
        dydt[2] = y[0] * y[1] - p[2] * y[2];
    }

    @Override
    void pullback(double[] y, double[] w, double @Nullable [] yBar, double @Nullable [] parametersBar) {
        if (yBar != null) {
            yBar[0] += -p[0] * w[0] + (p[1] - y[2]) * w[1] + y[1] * w[2];
            yBar[1] += p[0] * w[0] - w[1] + y[0] * w[2];
            yBar[2] += -y[0] * w[1] - p[2] * w[2];
        }
        if (parametersBar != null) {
            parametersBar[0] += w[0] * (y[1] - y[0]);
            parametersBar[1] += w[1] * y[0];
            parametersBar[2] -= w[2] * y[2];
        }
    }
}
