package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.compare.DepthTrend.Regime;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class DepthSmoothnessTests {
    private static final int FEATURES = 12;
    private static final int SIZE = FEATURES * (FEATURES + 1);

    @Test
    void measure_threeSteps_isWhatTheHandComputes() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.EULER, Mesh.uniform(0, 1, 3), Dense.of(1));
        try (Network network = LinearBlocks.network(stack, 1, 1, 0, 2, 0, 4, 0);
                INDArray one = LinearBlocks.column(1)) {
            DepthSmoothness found = DepthSmoothness.measure(PlacedBlock.only(network), one);
            assertThat(found.steps()).isEqualTo(3);
            assertThat(found.parameters()).isCloseTo(3 * 2 / Math.sqrt(7), within(1e-12));
            assertThat(found.outputs())
                    .as("each network is twice the one before")
                    .isCloseTo(3, within(1e-12));
        }
    }

    @Test
    void measure_oneStep_isNoNumber() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.EULER, Mesh.uniform(0, 1, 1), Dense.of(1));
        try (Network network = LinearBlocks.network(stack, 1, 1, 0);
                INDArray one = LinearBlocks.column(1)) {
            assertThat(DepthSmoothness.measure(PlacedBlock.only(network), one).outputs())
                    .isNaN();
        }
    }

    @Test
    void of_powerLaws_areTheirExponents() {
        DepthTrend trend = DepthTrend.of(List.of(
                new DepthSmoothness(4, 2 * 2, 3),
                new DepthSmoothness(16, 2 * 4, 3),
                new DepthSmoothness(64, 2 * 8, 3)));
        assertThat(trend.parameters()).isCloseTo(0.5, within(1e-12));
        assertThat(trend.outputs()).isCloseTo(0, within(1e-12));
        assertThat(trend.regime()).isEqualTo(Regime.SDE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DepthTrend.of(List.of(new DepthSmoothness(4, 1, 1), new DepthSmoothness(4, 2, 2))))
                .withMessageContaining("depths ([4, 4]) must be two or more");
    }

    @Test
    void of_weightsOverDepth_tellsCurvesWalksAndNoise() {
        Random random = new Random(3);
        double[] start = random.doubles(SIZE, -1, 1).toArray();
        double[] direction = random.doubles(SIZE, -1, 1).toArray();
        DepthTrend curve = trend(depth -> fill(depth, (n, k) -> start[k] + direction[k] * Math.sin(2.0 * n / depth)));
        double[] at = new double[SIZE];
        DepthTrend walk = trend(depth -> fill(depth, (n, k) -> {
            at[k] = (n == 0 ? start[k] : at[k] + random.nextGaussian() / Math.sqrt(depth));
            return at[k];
        }));
        DepthTrend noise = trend(depth -> fill(depth, (n, k) -> random.nextGaussian()));
        assertThat(curve.regime()).as(curve.toString()).isEqualTo(Regime.ODE);
        assertThat(walk.regime()).as(walk.toString()).isEqualTo(Regime.SDE);
        assertThat(noise.regime()).as(noise.toString()).isEqualTo(Regime.NEITHER);
        assertThat(curve.outputs()).isCloseTo(curve.parameters(), within(0.3));
        assertThat(noise.outputs()).isCloseTo(noise.parameters(), within(0.3));
    }

    private interface Weight {
        double at(int step, int index);
    }

    private static double[] fill(int depth, Weight weight) {
        double[] values = new double[depth * SIZE];
        for (int n = 0; n < depth; n++) {
            for (int k = 0; k < SIZE; k++) {
                values[n * SIZE + k] = weight.at(n, k);
            }
        }
        return values;
    }

    private static DepthTrend trend(IntFunction<double[]> weights) {
        List<DepthSmoothness> family = new ArrayList<>();
        for (int depth : new int[] {8, 16, 32, 64}) {
            RungeKuttaStack stack =
                    RungeKuttaStack.perStage(Tableaus.EULER, Mesh.uniform(0, 0.1, depth), Dense.of(FEATURES));
            try (Network network = Network.of(stack, Shape.of(FEATURES), DataType.DOUBLE, 1);
                    INDArray input = NativeArrays.zeros(DataType.DOUBLE, 8, FEATURES)) {
                NativeArrays.write(weights.apply(depth), network.parameters());
                NativeArrays.write(new Random(7).doubles(8 * FEATURES, -1, 1).toArray(), input);
                family.add(DepthSmoothness.measure(PlacedBlock.only(network), input));
            }
        }
        return DepthTrend.of(family);
    }
}
