package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.solver.tableau.Tableaus;

class ReversalTests {
    @Test
    void measure_oneEulerStepBack_isWhatTheHandComputes() {
        // y' = w y + b, w = 1/2, b = 0, h = 1: y1 = 1.5, back 1.5 - 0.5 * 1.5 = 0.75
        Reversal found = Reversal.measure(LinearBlocks.decay(0.5, Tableaus.EULER, 1), new double[] {1}, Tableaus.EULER);
        assertThat(found.reverse()).isEqualTo("euler");
        assertThat(found.reconstructionError()).isCloseTo(0.25 / 1.5, within(1e-12));
        // of the step (h y0, h) = (1, 1); of the way back (h y1, h) = (1.5, 1)
        assertThat(found.gradient().relativeError()).isCloseTo(0.5 / Math.sqrt(2), within(1e-12));
        assertThat(found.gradient().cosine()).isCloseTo(2.5 / Math.sqrt(2 * 3.25), within(1e-12));
        assertThat(found.inputGradient().relativeError()).isCloseTo(0, within(1e-12));
        assertThat(found.inputGradient().cosine()).isCloseTo(1, within(1e-12));
    }

    @Test
    void measure_oneHeunStepBack_isWhatTheHandComputes() {
        // back (1 - z + z^2 / 2)(1 + z) with z = 1/2: 0.9375
        Reversal found = Reversal.measure(LinearBlocks.decay(0.5, Tableaus.EULER, 1), new double[] {1}, Tableaus.HEUN2);
        assertThat(found.reconstructionError()).isCloseTo(0.0625 / 1.5, within(1e-12));
    }

    @Test
    void measure_fineSteps_comeBackWithTheOrderOfTheWayBack() {
        Reversal[] coarse = both(16);
        Reversal[] fine = both(32);
        assertThat(coarse[0].reconstructionError() / fine[0].reconstructionError())
                .isCloseTo(2, within(0.2));
        assertThat(coarse[1].reconstructionError() / fine[1].reconstructionError())
                .isCloseTo(4, within(0.5));
        assertThat(fine[1].gradient().cosine()).isGreaterThan(0.9999);
    }

    private static Reversal[] both(int steps) {
        return Reversal.measure(LinearBlocks.decay(-1, Tableaus.RK4, steps), new double[] {1})
                .toArray(new Reversal[0]);
    }
}
