package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.ndarray.INDArray;

class StartingStepTests {
    @Test
    void guess_linearField_isWhatTheHandComputes() {
        // y' = 2 y, samples 1 and 3: d0 = 2, d1 = 4, d2 = 8; h0 = 0.005, h1 = (0.01 / 8)^(1/2) = 0.0354
        assertThat(guess(LinearBlocks.block(1, Tableaus.EULER, 1), 2)).isCloseTo(Math.sqrt(0.01 / 8), within(1e-9));
        // order 4: (0.01 / 8)^(1/5) = 0.2627
        assertThat(guess(LinearBlocks.block(1, Tableaus.RK4, 1), 2)).isCloseTo(Math.pow(0.01 / 8, 0.2), within(1e-9));
        // y' = 20 y: 100 h0 = 0.05 is below (0.01 / 800)^(1/5) = 0.1046
        assertThat(guess(LinearBlocks.block(1, Tableaus.RK4, 1), 20)).isCloseTo(0.05, within(1e-9));
    }

    @Test
    void guess_fieldOfZeros_isTiny() {
        assertThat(guess(LinearBlocks.block(1, Tableaus.EULER, 1), 0)).isCloseTo(1e-4, within(1e-12));
    }

    private static double guess(OdeBlock block, double rate) {
        try (Network network = LinearBlocks.network(block, 1, rate, 0);
                INDArray input = LinearBlocks.column(1, -3)) {
            return StartingStep.guess(PlacedBlock.only(network), input);
        }
    }
}
