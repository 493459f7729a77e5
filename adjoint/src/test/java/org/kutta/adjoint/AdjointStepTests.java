package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

class AdjointStepTests {
    private static AdjointStep<double[]> step(ButcherTableau tableau) {
        return new AdjointStep<>(tableau, DoubleArraySpace.INSTANCE, new double[1]);
    }

    /** {@code y' = y}: every stage's derivative is 1, so {@code yBar0} is the stability polynomial at dt. */
    @Test
    void pullback_kutta3OnExponentialGrowth_matchesTheStepWorkedOutByHand() {
        try (AdjointStep<double[]> step = step(Tableaus.KUTTA3)) {
            double[] yBar = {1};
            step.pullback((n, stage, w, bar) -> add(w[0], bar), 0, 1, new double[][] {{1}, {1.5}, {3}}, yBar);
            // k3 = 1/6; k2 = 2/3 + 2/6 = 1; k1 = 1/6 + 1/2 - 1/6 = 1/2; yBar0 = 1 + 1/6 + 1 + 1/2
            assertThat(yBar[0]).isCloseTo(8.0 / 3, within(4 * Math.ulp(3.0)));
            assertThat(step.tBar()).isZero();
            // dy1/d(dt) of 1 + dt + dt^2/2 + dt^3/6 at 1
            assertThat(step.dtBar()).isCloseTo(2.5, within(8 * Math.ulp(2.5)));
        }
    }

    @Test
    void pullback_anyTableau_visitsEachUsedStageOnceLastFirst() {
        for (ButcherTableau tableau : Tableaus.all()) {
            try (AdjointStep<double[]> step = step(tableau)) {
                int[] previous = {tableau.stages()};
                int[] visits = {0};
                step.pullback(
                        (n, stage, w, bar) -> {
                            assertThat(n).isEqualTo(7);
                            assertThat(stage).isLessThan(previous[0]);
                            assertThat(tableau.isUsed(stage)).isTrue();
                            previous[0] = stage;
                            visits[0]++;
                            return 0;
                        },
                        7,
                        0.1,
                        new double[1]);
                assertThat(visits[0]).as(tableau.name()).isEqualTo(tableau.stackStages());
                assertThat(step.dtBar()).isNaN();
            }
        }
    }

    /** {@code y' = t} has {@code y1 = y0 + dt t + dt^2 / 2} under any tableau of order 2. */
    @Test
    void pullback_fieldOfTimeOnly_givesTheDerivativesOfTheTimes() {
        double t = 0.3;
        double dt = 0.25;
        for (ButcherTableau tableau : Tableaus.all()) {
            if (tableau.order() < 2) {
                continue;
            }
            double[][] k = new double[tableau.stages()][1];
            for (int i = 0; i < k.length; i++) {
                k[i][0] = t + tableau.c(i) * dt;
            }
            try (AdjointStep<double[]> step = step(tableau)) {
                double[] yBar = {2};
                step.pullback((n, stage, w, bar) -> w[0], 0, dt, k, yBar);
                double rounding = 1e-12 * (1 + tableau.stages());
                assertThat(yBar[0]).isEqualTo(2);
                assertThat(step.tBar()).as(tableau.name()).isCloseTo(2 * dt, within(rounding));
                assertThat(step.dtBar()).as(tableau.name()).isCloseTo(2 * (t + dt), within(rounding));
            }
        }
    }

    private static double add(double value, double[] bar) {
        bar[0] += value;
        return 0;
    }
}
