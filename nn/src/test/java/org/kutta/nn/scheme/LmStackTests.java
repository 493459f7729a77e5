package org.kutta.nn.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;

class LmStackTests {
    private static final int WIDTH = 3;
    private static final Shape SHAPE = Shape.of(WIDTH);
    private static final Layer NET = TanhNets.layer(WIDTH);

    private static double[] output(Network network, Mode mode, double[] x, long maskSeed) {
        try (NetworkPlan plan = network.plan(1, mode)) {
            if (maskSeed != 0) {
                plan.resample(new SplittableRandom(maskSeed));
            }
            NativeArrays.write(x, plan.input());
            plan.forward();
            return NativeArrays.toHeap(plan.output());
        }
    }

    @Test
    void initialK_anySeed_isInTheRangeOfTheAuthorsAndStable() {
        for (long seed = 1; seed <= 20; seed++) {
            Layer model = Sequential.of(
                    LmStack.of(NET, 5), Dense.of(WIDTH), LmStack.of(NET, 3).withKForEachChannel());
            try (Network network = Network.of(model, SHAPE, DataType.DOUBLE, seed)) {
                ZeroStability report = ZeroStability.of(network);
                assertThat(report.coefficients()).hasSize(4 + 2 * WIDTH).allMatch(c -> c.k() >= -0.1 && c.k() <= 0);
                assertThat(report.coefficients().get(0).group()).isEqualTo("0.block1.k.factor");
                assertThat(report.stable()).isTrue();
                assertThat(report.unstable()).isEmpty();
            }
        }
    }

    @Test
    void zeroStability_atAndBeyondTheEnds_isWhatTheRootsSay() {
        for (double k : new double[] {-0.999, -0.1, 0, 0.5, 1}) {
            assertThat(ZeroStability.isStable(k)).isTrue();
        }
        for (double k : new double[] {-1, -1.1, Math.nextUp(1.0), 1.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThat(ZeroStability.isStable(k)).isFalse();
        }
        // The authors' channel-wise code draws kappa from [-0.1, 0]: k from [1, 1.1], outside.
        assertThat(ZeroStability.isStable(LmStack.kOfKappa(-0.05))).isFalse();
    }

    /** f = 0 and u_1 - u_0 = d: differences are d (-k)^n, which grow for |k| > 1 and stay for k = 1. */
    @Test
    void differences_withoutField_growAsTheRootSays() {
        for (double k : new double[] {-0.5, 1, 1.1}) {
            LmStack stack = LmStack.of(Dense.of(1), 30).withInitialK(k, k);
            try (Network network = Network.of(stack, Shape.of(1), DataType.DOUBLE, 1)) {
                double[] p = new double[Math.toIntExact(network.parameters().length())];
                // Only the first net's bias is not zero: u_1 = u_0 + 1.
                p[1] = 1;
                for (int n = 1; n < 30; n++) {
                    p[2 + 3 * (n - 1)] = k;
                }
                NativeArrays.write(p, network.parameters());
                double expected = 0;
                for (int n = 0; n < 30; n++) {
                    expected += Math.pow(-k, n);
                }
                assertThat(output(network, Mode.EVALUATE, new double[1], 0)[0])
                        .isCloseTo(expected, within(1e-12 * Math.abs(expected) + 1e-12));
            }
        }
    }

    @Test
    void withClippedK_coefficientOutside_actsAsTheBound() {
        for (double[] pair : new double[][] {{1.5, 1}, {-3, LmStack.LEAST_STABLE_K}, {0.25, 0.25}}) {
            double[] x = {0.3, -0.7, 1.1};
            try (Network clipped = Network.of(
                            LmStack.of(NET, 3).withInitialK(pair[0], pair[0]).withClippedK(),
                            SHAPE,
                            DataType.DOUBLE,
                            4);
                    Network bound =
                            Network.of(LmStack.of(NET, 3).withInitialK(pair[1], pair[1]), SHAPE, DataType.DOUBLE, 4)) {
                assertThat(output(clipped, Mode.TRAIN, x, 0)).isEqualTo(output(bound, Mode.TRAIN, x, 0));
            }
        }
    }

    @Test
    void withSurvival_evaluating_isTheStackWithout() {
        double[] x = {0.3, -0.7, 1.1};
        try (Network with = Network.of(LmStack.of(NET, 4).withSurvival(1, 0.2), SHAPE, DataType.DOUBLE, 4);
                Network without = Network.of(LmStack.of(NET, 4), SHAPE, DataType.DOUBLE, 4)) {
            assertThat(output(with, Mode.EVALUATE, x, 7)).isEqualTo(output(without, Mode.EVALUATE, x, 0));
            assertThat(output(with, Mode.TRAIN, x, 7)).isEqualTo(output(with, Mode.TRAIN, x, 7));
        }
    }

    /** One block, u + coin f(u): the coin is 0 or 1 / survival, and frozen until tossed again. */
    @Test
    void withSurvival_training_dropsAtItsRateAndScalesWhatItKeeps() {
        double survival = 0.3;
        int tosses = 2000;
        double[] x = {0.3, -0.7, 1.1};
        try (Network with = Network.of(LmStack.of(NET, 1).withSurvival(survival, survival), SHAPE, DataType.DOUBLE, 4);
                Network without = Network.of(LmStack.of(NET, 1), SHAPE, DataType.DOUBLE, 4);
                NetworkPlan plan = with.plan(1, Mode.TRAIN)) {
            double[] full = output(without, Mode.EVALUATE, x, 0);
            double[] kept = new double[WIDTH];
            Arrays.setAll(kept, i -> x[i] + (full[i] - x[i]) / survival);
            SplittableRandom random = new SplittableRandom(11);
            NativeArrays.write(x, plan.input());
            int survived = 0;
            for (int i = 0; i < tosses; i++) {
                plan.resample(random);
                plan.forward();
                double[] y = NativeArrays.toHeap(plan.output());
                boolean dropped = Arrays.equals(y, x);
                survived += dropped ? 0 : 1;
                assertThat(y).containsExactly(dropped ? x : kept, within(1e-15));
                plan.forward();
                assertThat(NativeArrays.toHeap(plan.output())).isEqualTo(y);
            }
            // Six standard deviations.
            double deviation = Math.sqrt(tosses * survival * (1 - survival));
            assertThat((double) survived).isCloseTo(tosses * survival, within(6 * deviation));
        }
    }

    @Test
    void settings_outOfRange_areRefused() {
        assertThatThrownBy(() -> LmStack.of(NET, 0)).hasMessage("blocks (0) must be >= 1");
        assertThatThrownBy(() -> LmStack.of(NET, 2).withSurvival(1, 0))
                .hasMessage("last survival (0.0) must be in (0, 1]");
        assertThatThrownBy(() -> LmStack.of(NET, 2).withInitialK(0, -1)).hasMessageContaining("highest k (-1.0)");
        for (Layer stack :
                List.of(LmStack.of(Dense.of(2), 2), PolyBlock.of(Dense.of(2)), new FractalBlock(Dense.of(2), 2))) {
            assertThatThrownBy(() -> stack.outputShape(SHAPE)).hasMessageContaining("dense(2) maps [3] to [2]");
        }
    }
}
