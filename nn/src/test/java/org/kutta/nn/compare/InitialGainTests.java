package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.compare.InitialGain.LayerGradient;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.train.MeanSquaredError;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class InitialGainTests {
    @Test
    void varianceGrowth_stepOfOne_isThatOfTheTableau() {
        for (ButcherTableau tableau : Tableaus.all()) {
            assertThat(InitialGain.varianceGrowth(tableau, 1))
                    .as(tableau.name())
                    .isCloseTo(tableau.varianceGrowth(), within(1e-12 * tableau.varianceGrowth()));
        }
        assertThat(InitialGain.varianceGrowth(Tableaus.EULER, 0.5)).isEqualTo(1.25);
        // midpoint, dt = 2: second stage 1 + 4 / 4, growth 1 + 4 * 2
        assertThat(InitialGain.varianceGrowth(Tableaus.MIDPOINT, 2)).isEqualTo(9);
    }

    @Test
    void measure_linearNetwork_isWhatTheHandComputes() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.EULER, Mesh.uniform(0, 2, 2), Dense.of(1));
        // x -> 3 x + 4 -> twice y + y: out 4 (3 x + 4) = 28 at x = 1
        try (Network network = LinearBlocks.network(Sequential.of(Dense.of(1), stack), 1, 3, 4, 1, 0, 1, 0);
                NetworkTrainable model = new NetworkTrainable(network, new MeanSquaredError(), 1);
                INDArray one = LinearBlocks.column(1)) {
            PlacedBlock place = PlacedBlock.only(network);
            try (INDArray input = place.input(one)) {
                DataSet batch = new DataSet(one, LinearBlocks.column(27));
                InitialGain found = InitialGain.measure(place, input, model, batch);
                double slope = model.gradient().getDouble(1) / 4;
                assertThat(found.blocks()).isEqualTo(2);
                assertThat(found.growth()).isCloseTo(2, within(1e-12));
                assertThat(found.forecast()).isCloseTo(2, within(1e-12));
                assertThat(found.measured()).isCloseTo(4, within(1e-12));
                assertThat(found.layers())
                        .extracting(LayerGradient::layer)
                        .containsExactly("0", "1.step0.stage0", "1.step1.stage0");
                LayerGradient first = found.layers().get(0);
                assertThat(first.parameterNorm()).isEqualTo(5);
                // d out / d(w, b) = 4 (x, 1)
                assertThat(first.gradientNorm()).isCloseTo(Math.abs(slope) * 4 * Math.sqrt(2), within(1e-12));
                // of the second step: y1 = 14 and 1
                assertThat(found.layers().get(2).gradientNorm())
                        .isCloseTo(Math.abs(slope) * Math.sqrt(14 * 14 + 1), within(1e-12));
            }
        }
    }
}
