package org.kutta.examples.gradcheck;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.ParameterLayout;

/** {@code y' = A y} with a fast and a slow decaying direction: harmless forwards, an expansion backwards. */
final class LinearContraction extends PointField {
    private static final int N = 3;
    private final double[] a = {-0.4, 2, 0.1, -2, -0.4, 0.3, 0, 0, -3};

    @Override
    public ParameterLayout layout() {
        return ParameterLayout.builder().add("A", N, N).build();
    }

    @Override
    public double[] parameters() {
        return a;
    }

    @Override
    void evaluate(double[] y, double[] dydt) {
        for (int i = 0; i < N; i++) {
            dydt[i] = a[N * i] * y[0] + a[N * i + 1] * y[1] + a[N * i + 2] * y[2];
        }
    }

    @Override
    void pullback(double[] y, double[] w, double @Nullable [] yBar, double @Nullable [] parametersBar) {
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                if (yBar != null) {
                    yBar[j] += a[N * i + j] * w[i];
                }
                if (parametersBar != null) {
                    parametersBar[N * i + j] += w[i] * y[j];
                }
            }
        }
    }
}
