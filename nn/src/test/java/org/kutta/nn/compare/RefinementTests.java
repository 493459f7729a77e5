package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.compare.Refinement.Level;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.train.MeanSquaredError;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

class RefinementTests {
    private static final Metric LOSS = Metric.loss(new MeanSquaredError(), 0.05);

    @Test
    void measure_eulerBlock_isWhatTheHandComputes() {
        // y' = y, y0 = 1: one step 2, two steps 2.25
        try (Network network = LinearBlocks.network(LinearBlocks.block(1, Tableaus.EULER, 1), 1, 1, 0)) {
            Refinement found = Refinement.measure(PlacedBlock.only(network), LOSS, LinearBlocks.samples(1, 1), 1);
            Level whole = found.levels().get(0);
            Level halved = found.levels().get(1);
            assertThat(whole.distance()).isZero();
            assertThat(whole.agrees()).isTrue();
            assertThat(halved.splits()).isEqualTo(2);
            assertThat(halved.steps()).isEqualTo(2);
            assertThat(halved.distance()).isCloseTo(0.125, within(1e-15));
            assertThat(halved.metric() / whole.metric()).isCloseTo(2.25 * 2.25 / 4, within(1e-12));
            assertThat(found.holds()).isFalse();
        }
    }

    @Test
    void measure_residualNetwork_isRefinedAsWeightsConstantOverEachStep() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.EULER, Mesh.uniform(0, 2, 2), Dense.of(1));
        // weights 1 then -1/2: 2, 1 unrefined; (3/2)^2 (3/4)^2 refined
        try (Network network = LinearBlocks.network(stack, 1, 1, 0, -0.5, 0)) {
            Refinement found = Refinement.measure(PlacedBlock.only(network), LOSS, LinearBlocks.samples(1), 1);
            assertThat(found.levels().get(1).steps()).isEqualTo(4);
            assertThat(found.levels().get(1).distance()).isCloseTo(2.25 * 0.5625 - 1, within(1e-15));
        }
    }

    @Test
    void measure_fineBlock_holds() {
        try (Network network = LinearBlocks.network(LinearBlocks.block(1, Tableaus.RK4, 8), 1, -1, 0.3)) {
            assertThat(Refinement.measure(PlacedBlock.only(network), LOSS, LinearBlocks.samples(1, -2), 3)
                            .holds())
                    .isTrue();
        }
    }

    @Test
    void measure_whatHasNoStepsToSplit_isRefused() {
        RungeKuttaStack after = RungeKuttaStack.perStage(Tableaus.EULER, Mesh.uniform(0, 1, 1), Dense.of(1))
                .withAfterSum(new Relu());
        try (Network stack = LinearBlocks.network(after, 1, 1, 0);
                Network adaptive = LinearBlocks.network(
                        LinearBlocks.block(1, Tableaus.EULER, 1).withSolver(OdeSolver.adaptive(Tableaus.DOPRI5)),
                        1,
                        1,
                        0)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Refinement.measure(PlacedBlock.only(stack), LOSS, LinearBlocks.samples(1), 1))
                    .withMessageContaining("must be none to split steps");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Refinement.measure(PlacedBlock.only(adaptive), LOSS, LinearBlocks.samples(1), 1))
                    .withMessageContaining("tighten its tolerance instead");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Refinement.measure(PlacedBlock.only(stack), LOSS, LinearBlocks.samples(1), 0))
                    .withMessage("halvings (0) must be >= 1 and <= 10");
        }
    }
}
