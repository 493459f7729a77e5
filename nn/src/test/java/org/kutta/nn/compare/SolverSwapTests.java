package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.PiecewiseLinear;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.train.MeanSquaredError;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

class SolverSwapTests {
    private static final Metric LOSS = Metric.loss(new MeanSquaredError(), 0.05);
    private static final SolverSwap SWAP = SolverSwap.measuring(LOSS);

    @Test
    void run_twoEulerSteps_isWhatTheHandComputes() {
        // y' = y over [0, 1]: 2.25 in two Euler steps
        SwapMatrix found = run(LinearBlocks.block(1, Tableaus.EULER, 2));
        assertThat(found.cells()).hasSize(20);
        assertThat(found.dt()).isEqualTo(0.5);
        assertThat(found.steps()).isEqualTo(2);
        check(found, "euler", 0.5, 2.44140625, 4, true);
        check(found, "euler", 0.75, 1.375 * 1.375 * 1.25, 3, true);
        check(found, "euler", 1, 2.25, 2, true);
        check(found, "euler", 1.5, 1.75 * 1.25, 2, false);
        check(found, "euler", 2, 2, 1, false);
        check(found, "midpoint", 1, 1.625 * 1.625, 2, true);
        check(found, "midpoint", 2, 2.5, 1, false);
        check(found, "kutta3", 2, 8.0 / 3, 1, false);
        check(found, "rk4", 2, 65.0 / 24, 1, false);
        assertThat(found.verdict()).isEqualTo(Verdict.DEPENDENT);
        assertThat(found.worst().orElseThrow().tableau()).isEqualTo("rk4");
    }

    private static void check(SwapMatrix matrix, String tableau, double factor, double y, int steps, boolean counts) {
        SwapCell cell = matrix.cells().stream()
                .filter(each -> each.tableau().equals(tableau) && each.stepFactor() == factor)
                .findFirst()
                .orElseThrow();
        assertThat(cell.trajectoryDistance()).as(cell.toString()).isCloseTo(Math.abs(y - 2.25) / 2.25, within(1e-14));
        assertThat(cell.metric() / matrix.trainedMetric()).isCloseTo(y * y / 2.25 / 2.25, within(1e-13));
        assertThat(cell.steps()).isEqualTo(steps);
        assertThat(cell.counts()).isEqualTo(counts);
        assertThat(cell.agrees()).isEqualTo(Math.abs(y * y / 2.25 / 2.25 - 1) <= 0.05);
    }

    @Test
    void run_fieldSolvedFinely_isValid() {
        SwapMatrix found = run(LinearBlocks.block(1, Tableaus.RK4, 16));
        assertThat(found.verdict()).isEqualTo(Verdict.VALID);
        assertThat(found.worst()).isEmpty();
        assertThat(found.cells())
                .filteredOn(SwapCell::counts)
                .extracting(SwapCell::tableau)
                .containsOnly("rk4");
        assertThat(found.cells())
                .filteredOn(cell -> cell.tableau().equals("euler"))
                .allMatch(cell -> !cell.counts());
    }

    @Test
    void criticalStep_euler_isWhereTheErrorIsTheAllowedChange() {
        // (1 + h)^(2 / h) = 0.95 e^2: h = 0.0532; bisection stops within a factor of 1.1
        CriticalStep found = run(LinearBlocks.block(1, Tableaus.EULER, 4)).criticalStep();
        assertThat(found.step()).isBetween(0.0532 / 1.1, 0.0532 * 1.02);
        assertThat(found.firstFailure()).isGreaterThan(found.step()).isLessThan(1.11 * found.step());
        assertThat(found.flowMetric() / Math.exp(2))
                .isCloseTo(run(LinearBlocks.block(1, Tableaus.RK4, 64)).trainedMetric() / Math.exp(2), within(1e-5));
        assertThat(found.evaluations()).isLessThanOrEqualTo(20);
        // from steps that are shorter than that, too
        assertThat(run(LinearBlocks.block(1, Tableaus.EULER, 64)).criticalStep().step())
                .isBetween(0.0532 / 1.1, 0.0532 * 1.02);
    }

    @Test
    void criticalStep_wholeIntervalInOneStep_hasNoFirstFailure() {
        try (Network network = LinearBlocks.network(LinearBlocks.block(1, Tableaus.RK4, 4), 1, -0.1, 0)) {
            CriticalStep found =
                    SWAP.run(PlacedBlock.only(network), LinearBlocks.samples(1)).criticalStep();
            assertThat(found.step()).isEqualTo(1);
            assertThat(found.firstFailure()).isNaN();
            assertThat(found.isFound()).isTrue();
        }
    }

    @Test
    void criticalStep_noStepSmallEnoughWithinTheEvaluations_isNotFound() {
        try (Network network = LinearBlocks.network(LinearBlocks.block(1, Tableaus.EULER, 1), 1, 1, 0)) {
            CriticalStep found = SWAP.criticalEvaluations(3)
                    .run(PlacedBlock.only(network), LinearBlocks.samples(1))
                    .criticalStep();
            assertThat(found.isFound()).isFalse();
            assertThat(found.firstFailure()).isEqualTo(0.25);
            assertThat(found.evaluations()).isEqualTo(3);
        }
    }

    @Test
    void run_tolerance_triesTolerancesOfTableausOfItsOrder() {
        OdeBlock block = LinearBlocks.block(1, Tableaus.EULER, 1)
                .withSolver(OdeSolver.adaptive(Tableaus.HEUN_EULER21).tolerances(1e-3, 1e-3));
        SwapMatrix found = run(block);
        assertThat(found.isAdaptive()).isTrue();
        assertThat(found.rtol()).isEqualTo(1e-3);
        assertThat(found.dt()).isNaN();
        assertThat(found.cells())
                .extracting(cell -> cell.tableau() + " " + cell.toleranceFactor() + " " + cell.counts())
                .containsExactly(
                        Tableaus.HEUN_EULER21.name() + " 0.1 true",
                        Tableaus.HEUN_EULER21.name() + " 1.0 true",
                        Tableaus.HEUN_EULER21.name() + " 10.0 false",
                        "dopri5 0.1 true",
                        "dopri5 1.0 true",
                        "dopri5 10.0 false");
        assertThat(found.cells().get(1).trajectoryDistance()).isZero();
        assertThat(found.cells().get(0).steps())
                .isGreaterThan(found.cells().get(2).steps());
        assertThat(found.verdict()).isEqualTo(Verdict.VALID);
        assertThat(found.criticalStep().isFound()).isTrue();
    }

    @Test
    void run_solveThatFails_isACellWithTheReasonAndDependent() {
        // exp(700) fits a double, its square in the loss and the third power in rk4 with one step do not matter:
        // 1e110^4 does not
        try (Network network = LinearBlocks.network(LinearBlocks.block(1, Tableaus.EULER, 1), 1, 1e110, 0)) {
            SwapMatrix found = SWAP.run(PlacedBlock.only(network), LinearBlocks.samples(1e-110));
            SwapCell rk4 = found.cells().get(17);
            assertThat(rk4.tableau()).isEqualTo("rk4");
            assertThat(rk4.failure()).contains("not finite");
            assertThat(rk4.metric()).isNaN();
            assertThat(rk4.trajectoryDistance()).isNaN();
            assertThat(rk4.agrees()).isFalse();
            assertThat(found.verdict()).isEqualTo(Verdict.DEPENDENT);
            assertThat(found.criticalStep().isFound()).isFalse();
        }
    }

    @Test
    void run_weightsInTime_areSwappedAsTheFieldThatTheyMake() {
        // theta(t) = t on [0, 1]: y' = t y, y(1) = sqrt(e)
        RungeKuttaStack stack = RungeKuttaStack.inTime(
                Tableaus.EULER, Mesh.uniform(0, 1, 2), Dense.of(1), new PiecewiseLinear(Mesh.uniform(0, 1, 1)));
        try (Network network = LinearBlocks.network(stack, 1, 0, 0, 1, 0)) {
            SwapMatrix found = SWAP.run(PlacedBlock.only(network), LinearBlocks.samples(1));
            // Euler: 1, then 1 + 1/2 * 1/2; halved: 17/16 * 18/16 * 19/16
            double halved = 17 * 18 * 19 / 4096.0;
            assertThat(found.cells().get(0).trajectoryDistance()).isCloseTo((halved - 1.25) / 1.25, within(1e-14));
            assertThat(found.criticalStep().flowMetric())
                    .isCloseTo(Math.E / 1.5625 * found.trainedMetric(), within(1e-5));
        }
    }

    @Test
    void settings_withoutTheTrainingSolver_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SWAP.stepFactors(0.5, 2))
                .withMessageContaining("must hold 1, the solver of the training");
        assertThatIllegalArgumentException().isThrownBy(() -> SWAP.toleranceFactors(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> SWAP.adaptiveTableaus(Tableaus.RK4));
        assertThatIllegalArgumentException().isThrownBy(() -> SWAP.criticalEvaluations(1));
    }

    private static SwapMatrix run(OdeBlock block) {
        try (Network network = LinearBlocks.network(block, 1, 1, 0)) {
            return SWAP.run(PlacedBlock.only(network), LinearBlocks.samples(1));
        }
    }
}
