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
import org.kutta.nn.layer.Initializer;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NativeCount;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Plans of schemes as wholes: allocation, counts, statistics. */
class SchemePlanTests {
    private static final Shape IMAGE = Shape.of(5, 4, 4);

    private static Layer subnet(int channels) {
        return Sequential.of(BatchNorm.of(), new Relu(), Conv2d.of(channels, 3));
    }

    static List<Layer> layers() {
        return List.of(
                LmStack.of(subnet(4), 3),
                LmStack.of(subnet(4), 3).withKForEachChannel().withClippedK().withSurvival(1, 0.5),
                PolyBlock.of(subnet(4)),
                new FractalBlock(subnet(4), 2),
                new GatedStep(Tableaus.HEUN2, subnet(4), StageGate.SOFTMAX),
                new GatedStep(Tableaus.RK4, subnet(4), StageGate.COEFFICIENTS),
                RepConv.of(4),
                ReversibleStack.of(new ReversiblePair.RevNet(subnet(2), subnet(2)), 3),
                new ReversibleStack(new ReversiblePair.Momentum(subnet(4), 0.9), 4, 2),
                ReversibleStack.of(new ReversiblePair.Midpoint(subnet(4), 0.1), 3));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void forwardAndBackward_afterTheFirst_makeNoArray(Layer layer) {
        try (Network network = Network.of(layer, IMAGE, DataType.FLOAT, 1);
                NetworkPlan plan = network.plan(2, Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            plan.forward();
            plan.backward();
            NativeCount count = new NativeCount();
            for (int i = 0; i < 10; i++) {
                plan.forward();
                plan.backward();
                plan.commitStatistics();
            }
            assertThat(count.made()).isZero();
        }
    }

    @Test
    void nfe_ofSchemes_countsSubnetsNotCoefficients() {
        long[] expected = {3, 3, 2, 3, 2, 4, 0, 6, 4, 3};
        List<Layer> layers = layers();
        for (int i = 0; i < expected.length; i++) {
            try (Network network = Network.of(layers.get(i), IMAGE, DataType.FLOAT, 1);
                    NetworkPlan plan = network.plan(2, Mode.TRAIN)) {
                plan.forward();
                assertThat(plan.nfeForward()).as(layers.get(i).name()).isEqualTo(expected[i]);
            }
        }
    }

    /** A shared field moves its statistics once a pass, to the mean over its evaluations; with f = 0 they all see the input. */
    @Test
    void commitStatistics_sharedField_movesOnce() {
        Layer zero = Sequential.of(BatchNorm.of(), Dense.of(1).withInitializer(Initializer.ZERO));
        try (Network network = Network.of(
                        new GatedStep(Tableaus.RK4, zero, StageGate.COEFFICIENTS), Shape.of(1), DataType.DOUBLE, 1);
                NetworkPlan plan = network.plan(6, Mode.TRAIN)) {
            double[] x = new SplittableRandom(3).doubles(6, -1, 1).toArray();
            NativeArrays.write(x, plan.input());
            plan.forward();
            plan.commitStatistics();
            double mean = 0;
            for (double value : x) {
                mean += value / 6;
            }
            assertThat(network.state().getDouble(0)).isCloseTo(0.1 * mean, within(1e-15));
        }
    }

    @Test
    void multiplyAdds_ofSchemes_countEveryEvaluation() {
        long one = subnet(4).multiplyAdds(IMAGE);
        assertThat(one).isEqualTo(5 * 4 * 9 * 4 * 4);
        long[] times = {3, 3, 2, 3, 2, 4};
        for (int i = 0; i < times.length; i++) {
            long gate = i == 4 ? 5 * 4 * 8 * 2 : 0;
            assertThat(layers().get(i).multiplyAdds(IMAGE)).isEqualTo(times[i] * one + gate);
        }
        assertThat(layers().get(7).multiplyAdds(IMAGE)).isEqualTo(6 * one / 4);
        assertThat(layers().get(8).multiplyAdds(IMAGE)).isEqualTo(4 * one);
    }

    @Test
    void firstNonFinite_spoiltSubnet_isNamed() {
        try (Network network = Network.of(LmStack.of(TanhNets.layer(2), 3), Shape.of(2), DataType.DOUBLE, 1);
                NetworkPlan plan = network.plan(1, Mode.TRAIN)) {
            network.parameters().putScalar(8, Double.NaN);
            plan.forward();
            assertThat(plan.firstNonFinite()).hasValue("block1, layer 0 (dense(2))");
        }
    }

    @Test
    void gatedStep_tableauThatIsNotWhatItClaims_isRefused() {
        ButcherTableau liar =
                ButcherTableau.explicit("liar").row("0").weights("1").order(2).build();
        assertThatThrownBy(() -> new GatedStep(liar, subnet(4), StageGate.COEFFICIENTS))
                .hasMessageContaining("liar");
    }
}
