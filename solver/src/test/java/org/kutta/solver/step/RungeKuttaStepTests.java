package org.kutta.solver.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.Tolerances;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

class RungeKuttaStepTests {

    private static final DoubleArraySpace SPACE = DoubleArraySpace.INSTANCE;
    private static final StageFields<double[]> GROWTH = StageFields.shared((t, y, dydt) -> dydt[0] = y[0]);

    @Test
    void step_kutta3OnGrowth_matchesTheStepWorkedOutByHand() {
        double[] y = {1};
        double[] y1 = {0};
        try (RungeKuttaStep<double[]> step = new RungeKuttaStep<>(Tableaus.KUTTA3, SPACE, y)) {
            step.step(GROWTH, 0, 0, 1, 1, y, y1);
            assertThat(step.stage(0)[0]).isEqualTo(1);
            assertThat(step.stage(1)[0]).isEqualTo(1.5);
            assertThat(step.stage(2)[0]).isEqualTo(3);
            assertThat(y1[0]).isCloseTo(8.0 / 3, org.assertj.core.data.Offset.offset(1e-15));
            assertThat(y[0]).isEqualTo(1);
            assertThat(step.nfe()).isEqualTo(3);
        }
    }

    @Test
    void step_stageTimes_lieInTheStepAndEndOnTheNextNode() {
        for (ButcherTableau tableau : Tableaus.all()) {
            double t = 0.1;
            double tNext = 0.1 + 0.7;
            List<Double> times = new ArrayList<>();
            double[] y = {1};
            RungeKuttaStep<double[]> step = new RungeKuttaStep<>(tableau, SPACE, y);
            StageFields<double[]> record = (n, i, time, state, dydt) -> {
                times.add(time);
                dydt[0] = 1;
                if (tableau.c(i) == 1) {
                    assertThat(time).as(tableau.name()).isEqualTo(tNext);
                } else if (tableau.c(i) >= 0 && tableau.c(i) < 1) {
                    assertThat(time).as(tableau.name()).isBetween(t, tNext);
                }
            };
            step.step(record, 0, t, 0.7, tNext, y, new double[1]);
            assertThat(times).as(tableau.name()).hasSize(tableau.stages());
        }
    }

    @Test
    void promoteLast_fsalTableau_handsTheLastStageOnWithoutCopying() {
        double[] y = {1};
        double[] y1 = {0};
        RungeKuttaStep<double[]> step = new RungeKuttaStep<>(Tableaus.DOPRI5, SPACE, y);
        step.step(GROWTH, 0, 0, 0.5, 0.5, y, y1);
        double[] last = step.stage(6);
        step.promoteLast();
        assertThat(step.stage(0)).isSameAs(last).containsExactly(y1[0]);
        double[] promoted = {0};
        step.stepFrom(GROWTH, 1, 0.5, 0.5, 1, y1, promoted);
        double[] evaluated = {0};
        new RungeKuttaStep<>(Tableaus.DOPRI5, SPACE, y).step(GROWTH, 1, 0.5, 0.5, 1, y1, evaluated);
        assertThat(promoted).containsExactly(evaluated);
        assertThat(step.nfe()).isEqualTo(7 + 6);
    }

    @Test
    void promoteLast_notFsal_isRefused() {
        RungeKuttaStep<double[]> step = new RungeKuttaStep<>(Tableaus.RK4, SPACE, new double[1]);
        assertThatThrownBy(step::promoteLast).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void solutionOnly_anyTableau_givesTheSameStateFromTheStagesThatMatter() {
        for (ButcherTableau tableau : Tableaus.all()) {
            StageFields<double[]> field = StageFields.shared((t, y, dydt) -> {
                dydt[0] = y[1] * Math.cos(t);
                dydt[1] = -y[0] * y[1];
            });
            double[] y = {0.3, 0.7};
            double[] whole = new double[2];
            double[] lean = new double[2];
            new RungeKuttaStep<>(tableau, SPACE, y).step(field, 0, 0.2, 0.1, 0.3, y, whole);
            RungeKuttaStep<double[]> step = RungeKuttaStep.solutionOnly(tableau, SPACE, y);
            step.step(field, 0, 0.2, 0.1, 0.3, y, lean);
            assertThat(lean).as(tableau.name()).containsExactly(whole);
            assertThat(step.nfe()).as(tableau.name()).isEqualTo(tableau.stackStages());
        }
    }

    @Test
    void errorRatio_dop853_isThePublishedCombination() {
        StageFields<double[]> field = StageFields.shared((t, y, dydt) -> {
            dydt[0] = y[1] * Math.cos(t);
            dydt[1] = -y[0] * y[1];
        });
        double[] y = {0.3, 0.7};
        double[] y1 = new double[2];
        RungeKuttaStep<double[]> step = new RungeKuttaStep<>(Tableaus.DOP853, SPACE, y);
        double dt = 0.8;
        step.step(field, 0, 0, dt, dt, y, y1);
        Tolerances tolerances = Tolerances.of(1e-6, 1e-8);
        double[] squares = new double[2];
        for (int m = 0; m < 2; m++) {
            for (int j = 0; j < 2; j++) {
                double sum = 0;
                for (int i = 0; i < 13; i++) {
                    sum += Tableaus.DOP853.e(m, i) * step.stage(i)[j];
                }
                double tol = 1e-8 + 1e-6 * Math.max(Math.abs(y[j]), Math.abs(y1[j]));
                squares[m] += sum / tol * (sum / tol);
            }
        }
        double expected = dt * squares[0] / Math.sqrt(2 * (squares[0] + squares[1] / 100));
        assertThat(step.errorRatio(dt, y, y1, tolerances))
                .isCloseTo(expected, org.assertj.core.data.Percentage.withPercentage(1e-9));
        assertThat(RungeKuttaStep.combineRatios(0, 0)).isZero();
    }

    @Test
    void errorRatio_stageNotFinite_isNotFinite() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            StageFields<double[]> field = (n, i, t, y, dydt) -> dydt[0] = i == 3 ? bad : 1;
            double[] y = {1};
            double[] y1 = new double[1];
            RungeKuttaStep<double[]> step = new RungeKuttaStep<>(Tableaus.DOPRI5, SPACE, y);
            step.step(field, 0, 0, 1, 1, y, y1);
            assertThat(step.errorRatio(1, y, y1, Tolerances.of(1e-3, 1e-3)) <= 1)
                    .isFalse();
        }
    }
}
