package org.kutta.nn.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.scheme.ReversiblePair.Leapfrog;
import org.kutta.nn.scheme.ReversiblePair.Midpoint;
import org.kutta.nn.scheme.ReversiblePair.Momentum;
import org.kutta.nn.scheme.ReversiblePair.RevNet;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ReversibleStackTests {
    private static final Shape IMAGE = Shape.of(6, 6, 4);
    private static final long SEED = 5;

    private static Layer subnet(int channels) {
        return Sequential.of(BatchNorm.of(), new Relu(), Conv2d.of(channels, 3).withoutBias());
    }

    static List<ReversiblePair> pairs() {
        return List.of(
                new RevNet(subnet(2), subnet(2)),
                new Momentum(subnet(4), 0.9),
                new Midpoint(subnet(4), 0.1),
                new Leapfrog(subnet(4), 0.2));
    }

    private static ReversibleDrift drift(ReversibleStack stack, DataType type) {
        try (Network network = Network.of(stack, IMAGE, type, SEED);
                INDArray input = NativeArrays.zeros(type, IMAGE.withBatch(3))) {
            double[] values =
                    new SplittableRandom(SEED).doubles(input.length(), -1, 1).toArray();
            NativeArrays.write(values, input);
            return ReversibleDrift.of(network, input);
        }
    }

    /** A few roundings a block, carried through blocks that enlarge a difference by a small factor. */
    @ParameterizedTest
    @MethodSource("pairs")
    void backward_statesMadeAnew_areThoseOfTheForwardPassUpToRounding(ReversiblePair pair) {
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            double unit = type == DataType.FLOAT ? 0x1p-24 : 0x1p-53;
            ReversibleDrift drift = drift(ReversibleStack.of(pair, 8), type);
            assertThat(drift.largest())
                    .as("%s %s", pair.name(), type)
                    .isPositive()
                    .isLessThan(1000 * unit);
            assertThat(drift.gradient()).as("%s %s", pair.name(), type).isLessThan(20_000 * unit);
        }
    }

    /** With v = 0 throughout only the division is left: gamma^-n per block. */
    @Test
    void momentum_depth_multipliesErrorsByOneOverGamma() {
        ReversiblePair pair = new Momentum(subnet(4), 0.5);
        double shallow = drift(new ReversibleStack(pair, 4, 0), DataType.DOUBLE).largest();
        double deep = drift(new ReversibleStack(pair, 24, 0), DataType.DOUBLE).largest();
        // 20 more blocks: 2^20 = 1e6, within a factor of some hundred for what the sub-networks do.
        assertThat(deep / shallow).isBetween(1e4, 1e8);
    }

    @Test
    void checkpoints_everyFewBlocks_endTheDrift() {
        ReversibleStack stack = new ReversibleStack(new Momentum(subnet(4), 0.7), 24, 0);
        ReversibleDrift free = drift(stack, DataType.FLOAT);
        ReversibleDrift kept = drift(stack.withCheckpoints(6), DataType.FLOAT);
        assertThat(kept.largest()).isLessThan(free.largest() / 50);
        assertThat(kept.gradient()).isLessThan(free.gradient() / 20);
        assertThat(drift(stack.withCheckpoints(1), DataType.FLOAT).gradient()).isZero();
    }

    private static long bytes(ReversiblePair pair, int blocks, int checkpoints) {
        ReversibleStack stack = new ReversibleStack(pair, blocks, checkpoints);
        try (Network network = Network.of(stack, IMAGE, DataType.FLOAT, SEED);
                NetworkPlan plan = network.plan(3, Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            plan.forward();
            NativeArrays.copy(plan.output(), plan.outputBar());
            plan.backward();
            return plan.bytes() - 4 * network.state().length();
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void bytes_moreBlocks_growByTheRunningStatisticsOnly(ReversiblePair pair) {
        assertThat(bytes(pair, 64, 0)).isEqualTo(bytes(pair, 2, 0));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void bytes_checkpoints_costTwoStatesEach(ReversiblePair pair) {
        long ofState = 4 * 3 * pair.half(IMAGE).size();
        // Of 12 blocks those before which there is a multiple of 4 other than 0: two.
        assertThat(bytes(pair, 12, 4) - bytes(pair, 12, 0)).isEqualTo(2 * 2 * ofState);
    }

    /** The stack of ordinary residual blocks pays for each. */
    @Test
    void bytes_againstAnEulerStack_areFewer() {
        LmStack stack = LmStack.of(subnet(4), 64);
        try (Network network = Network.of(stack, IMAGE, DataType.FLOAT, SEED);
                NetworkPlan plan = network.plan(3, Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            assertThat(plan.bytes()).isGreaterThan(10 * bytes(new Momentum(subnet(4), 0.9), 64, 0));
        }
    }

    @Test
    void commitStatistics_afterForwardAndBackward_countsTheForwardPassOnly() {
        ReversibleStack stack = ReversibleStack.of(new Momentum(subnet(4), 0.9), 3);
        try (Network network = Network.of(stack, IMAGE, DataType.DOUBLE, SEED);
                NetworkPlan plan = network.plan(3, Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            double[] x = new SplittableRandom(SEED)
                    .doubles(plan.input().length(), -1, 1)
                    .toArray();
            NativeArrays.write(x, plan.input());
            double[] before = NativeArrays.toHeap(network.state());
            plan.forward();
            assertThat(NativeArrays.toHeap(network.state())).isEqualTo(before);
            plan.commitStatistics();
            double[] once = NativeArrays.toHeap(network.state());
            NativeArrays.write(before, network.state());
            plan.forward();
            plan.backward();
            plan.commitStatistics();
            assertThat(NativeArrays.toHeap(network.state())).isEqualTo(once);
            // The first block's statistics are those of the input: 0.1 of its channel means.
            double mean = 0;
            for (int i = 0; i < x.length; i += 4) {
                mean += x[i] / (x.length / 4.0);
            }
            assertThat(once[0]).isCloseTo(0.1 * mean, within(1e-15));
            assertThat(once).doesNotContain(0.0);
        }
    }

    @Test
    void of_pair_hasTheCheckpointsThatItNeeds() {
        // 0.9^-21 = 9.1 and 0.9^-22 = 10.2.
        assertThat(ReversibleStack.of(new Momentum(subnet(4), 0.9), 50).checkpointEvery())
                .isEqualTo(21);
        assertThat(ReversibleStack.of(new Momentum(subnet(4), 0.05), 50).checkpointEvery())
                .isEqualTo(1);
        assertThat(ReversibleStack.of(new Midpoint(subnet(4), 0.1), 50).checkpointEvery())
                .isZero();
        ReversibleDrift deep = drift(ReversibleStack.of(new Momentum(subnet(4), 0.9), 100), DataType.FLOAT);
        assertThat(deep.gradient()).isLessThan(1e-4);
    }

    @Test
    void firstNonFinite_spoiltBlock_isNamed() {
        ReversibleStack stack = ReversibleStack.of(new Midpoint(Sequential.of(Dense.of(3), new Tanh()), 0.1), 4);
        try (Network network = Network.of(stack, Shape.of(3), DataType.DOUBLE, SEED);
                NetworkPlan plan = network.plan(1, Mode.TRAIN)) {
            network.parameters().putScalar(2 * 12, Double.NaN);
            plan.forward();
            assertThat(plan.firstNonFinite()).hasValue("block 2");
        }
    }

    @Test
    void settings_outOfRange_areRefused() {
        assertThatThrownBy(() -> new Momentum(subnet(4), 1)).hasMessage("gamma (1.0) must be in (0, 1)");
        assertThatThrownBy(() -> new Midpoint(subnet(4), 0)).hasMessage("dt (0.0) must be finite and not 0");
        assertThatThrownBy(() ->
                        ReversibleStack.of(new RevNet(subnet(1), subnet(1)), 2).outputShape(Shape.of(4, 4, 3)))
                .hasMessage("revnet expects an even number of channels but the input is [4, 4, 3]");
        assertThatThrownBy(() ->
                        ReversibleStack.of(new Momentum(subnet(3), 0.9), 2).outputShape(IMAGE))
                .hasMessageContaining("must preserve the shape of its input");
        assertThatThrownBy(() -> ReversibleStack.of(new Momentum(subnet(3), 0.9), 0))
                .hasMessage("blocks (0) must be >= 1");
    }
}
