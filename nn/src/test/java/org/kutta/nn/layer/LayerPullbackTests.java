package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.nd4j.DeviceReads;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.Chebyshev;
import org.kutta.nn.ode.ErrorGainStack;
import org.kutta.nn.ode.Fourier;
import org.kutta.nn.ode.TimeVarying;
import org.kutta.nn.ode.TransitionStep;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

/** What every layer promises of its pullback, on odd and small shapes. */
class LayerPullbackTests {

    private static final long SEED = 20_240_229L;

    static List<Arguments> layers() {
        List<Arguments> cases = new ArrayList<>();
        Shape features = Shape.of(5);
        Shape image = Shape.of(5, 7, 4);
        for (Layer layer : pointwise()) {
            cases.add(arguments(layer, features, 3, Mode.TRAIN));
            cases.add(arguments(layer, image, 1, Mode.TRAIN));
        }
        cases.add(arguments(Dense.of(3), features, 4, Mode.TRAIN));
        cases.add(arguments(Dense.of(1).withoutBias(), features, 1, Mode.TRAIN));
        cases.add(arguments(Dense.of(2), Shape.of(3, 4), 2, Mode.TRAIN));
        cases.add(arguments(new Flatten(), image, 2, Mode.TRAIN));
        cases.add(arguments(Conv2d.of(3, 3), image, 2, Mode.TRAIN));
        cases.add(arguments(Conv2d.of(3, 3).withStride(2), image, 2, Mode.TRAIN));
        cases.add(arguments(Conv2d.of(2, 3).withStride(2).withoutBias(), Shape.of(8, 6, 3), 1, Mode.TRAIN));
        cases.add(arguments(Conv2d.of(2, 3).withDilation(2), image, 2, Mode.TRAIN));
        cases.add(arguments(Conv2d.of(6, 1), image, 3, Mode.TRAIN));
        cases.add(arguments(Conv2d.of(1, 5), Shape.of(3, 3, 1), 1, Mode.TRAIN));
        for (Mode mode : Mode.values()) {
            cases.add(arguments(BatchNorm.of(), image, 3, mode));
            cases.add(arguments(BatchNorm.of(), features, 6, mode));
        }
        cases.add(arguments(GroupNorm.of(1), image, 2, Mode.TRAIN));
        cases.add(arguments(GroupNorm.of(2), image, 3, Mode.TRAIN));
        cases.add(arguments(GroupNorm.of(4), image, 1, Mode.TRAIN));
        cases.add(arguments(GroupNorm.of(2), Shape.of(6), 4, Mode.TRAIN));
        cases.add(arguments(AveragePool2d.of(2), image, 2, Mode.TRAIN));
        cases.add(arguments(new AveragePool2d(3, 2), image, 1, Mode.TRAIN));
        cases.add(arguments(MaxPool2d.of(2), image, 2, Mode.TRAIN));
        cases.add(arguments(new MaxPool2d(3, 1), image, 1, Mode.TRAIN));
        cases.add(arguments(new GlobalAveragePool(), image, 2, Mode.TRAIN));
        cases.add(arguments(LayerNorm.of(), features, 3, Mode.TRAIN));
        cases.add(arguments(LayerNorm.of(), Shape.of(3, 4), 1, Mode.TRAIN));
        cases.add(arguments(new Augment(2), features, 3, Mode.TRAIN));
        cases.add(arguments(new Augment(1), image, 1, Mode.TRAIN));
        cases.add(arguments(LearnedScale.of(0.7), image, 2, Mode.TRAIN));
        cases.add(arguments(LearnedScale.of(1).forEachChannel(), features, 3, Mode.TRAIN));
        cases.add(arguments(new TimeVarying(TimeDense.of(4), new Chebyshev(-1, 1, 3)), features, 3, Mode.TRAIN));
        cases.add(arguments(
                new TimeVarying(Conv2d.of(3, 3).withDilation(2), new Fourier(-1, 2, 1)), image, 2, Mode.TRAIN));
        for (ButcherTableau tableau : List.of(Tableaus.HEUN_EULER21, Tableaus.BOSH3, Tableaus.FEHLBERG45)) {
            Layer subnet = Sequential.of(new Tanh(), Dense.of(5));
            cases.add(arguments(
                    new ErrorGainStack(tableau, Mesh.uniform(0, 1, 2), subnet, 0.3), features, 3, Mode.TRAIN));
        }
        cases.add(arguments(new PadChannels(8), features, 3, Mode.TRAIN));
        cases.add(arguments(new PadChannels(5), image, 2, Mode.TRAIN));
        cases.add(arguments(new PadChannels(4), image, 2, Mode.TRAIN));
        for (ButcherTableau tableau : List.of(Tableaus.EULER, Tableaus.KUTTA3, Tableaus.DOPRI5)) {
            cases.add(arguments(transition(tableau), image, 2, Mode.TRAIN));
        }
        cases.add(arguments(new Residual(new Tanh()), features, 3, Mode.TRAIN));
        cases.add(arguments(new Residual(Conv2d.of(4, 3)), image, 2, Mode.TRAIN));
        cases.add(arguments(
                new Residual(Sequential.of(Dense.of(6), new Tanh(), new Residual(Dense.of(6)), Dense.of(5))),
                features,
                3,
                Mode.TRAIN));
        cases.add(arguments(
                Concat.of(new Identity(), Conv2d.of(3, 3), Sequential.of(new Tanh(), Conv2d.of(1, 1))),
                image,
                2,
                Mode.TRAIN));
        cases.add(arguments(Concat.of(Dense.of(2), Dense.of(3)), features, 1, Mode.TRAIN));
        cases.add(arguments(new Upsample2d(2), image, 2, Mode.TRAIN));
        cases.add(arguments(new Upsample2d(3), Shape.of(1, 2, 3), 1, Mode.TRAIN));
        cases.add(arguments(ConvTranspose2d.of(3, 3, 2), Shape.of(3, 5, 2), 2, Mode.TRAIN));
        cases.add(arguments(ConvTranspose2d.of(2, 5, 1), Shape.of(5, 4, 3), 1, Mode.TRAIN));
        cases.add(arguments(GroupedConv2d.of(6, 3, 2), image, 2, Mode.TRAIN));
        cases.add(arguments(GroupedConv2d.of(4, 3, 4), image, 1, Mode.TRAIN));
        cases.add(arguments(new SqueezeExcitation(2), image, 2, Mode.TRAIN));
        cases.add(arguments(SelfAttention.of(2), Shape.of(5, 6), 2, Mode.TRAIN));
        cases.add(arguments(SelfAttention.of(3).asCausal(), Shape.of(4, 3), 1, Mode.TRAIN));
        cases.add(arguments(PositionalEmbedding.of(), Shape.of(4, 3), 3, Mode.TRAIN));
        cases.add(arguments(new Reshape(Shape.of(7, 20)), image, 2, Mode.TRAIN));
        cases.add(arguments(LearnedScale.of(0.5), image, 2, Mode.TRAIN));
        cases.add(arguments(LearnedScale.between(-2, 2).forEachChannel().within(-1, 1), features, 3, Mode.TRAIN));
        cases.add(arguments(new StochasticDepth(Dense.of(3), 0.5), features, 3, Mode.TRAIN));
        cases.add(arguments(SoftmaxMixture.of(0.25, 0.75), image, 2, Mode.TRAIN));
        cases.add(arguments(SoftmaxMixture.of(0.2, 0.3, 0.5), Shape.of(4, 6), 2, Mode.TRAIN));
        cases.addAll(SchemeCases.all(features, image));
        cases.add(arguments(TimeDense.of(4), features, 3, Mode.TRAIN));
        cases.add(arguments(TimeConv2d.of(2, 3), image, 2, Mode.TRAIN));
        cases.add(arguments(
                Sequential.of(
                        PositionalEmbedding.of(),
                        new Residual(Sequential.of(LayerNorm.of(), SelfAttention.of(2))),
                        new Residual(Sequential.of(LayerNorm.of(), Dense.of(7), new Gelu(), Dense.of(4))),
                        new Flatten(),
                        Dense.of(2)),
                Shape.of(3, 4),
                2,
                Mode.TRAIN));
        cases.add(arguments(
                Sequential.of(
                        BatchNorm.of(),
                        new Relu(),
                        Conv2d.of(4, 3).withoutBias(),
                        BatchNorm.of(),
                        new Relu(),
                        Conv2d.of(4, 3)),
                image,
                2,
                Mode.TRAIN));
        cases.add(arguments(
                Sequential.of(Conv2d.of(3, 3), new Relu(), MaxPool2d.of(2), new Flatten(), Dense.of(2)),
                image,
                2,
                Mode.TRAIN));
        return cases;
    }

    /** Both shortcuts, with and without a layer after the sum. */
    private static Layer transition(ButcherTableau tableau) {
        boolean projected = tableau.order() == 3;
        Layer first = Sequential.of(new Tanh(), Conv2d.of(6, 3).withStride(2));
        Layer subnet = Sequential.of(BatchNorm.of(), Conv2d.of(6, 3));
        Layer shortcut =
                projected ? Conv2d.of(6, 1).withStride(2) : Sequential.of(new AveragePool2d(1, 2), new PadChannels(6));
        Optional<Layer> after = projected ? Optional.of(Sequential.of(GroupNorm.of(2), new Tanh())) : Optional.empty();
        return new TransitionStep(tableau, 0.25, first, shortcut, subnet, after);
    }

    private static List<Layer> pointwise() {
        return List.of(
                new Tanh(),
                new Relu(),
                new Sigmoid(),
                new Softplus(),
                LeakyRelu.of(),
                Elu.of(),
                new Elu(0.5),
                new Swish(),
                new Gelu(),
                new Dropout(0.5),
                new Identity());
    }

    /** Random directions in input and parameters at once: error of a central difference is h^2 and round-off over h. */
    @ParameterizedTest
    @MethodSource("layers")
    void pullback_inDouble_equalsCentralDifferences(Layer layer, Shape shape, int batch, Mode mode) {
        try (LayerCase layerCase = new LayerCase(layer, shape, batch, mode, DataType.DOUBLE, SEED)) {
            layerCase.forward();
            double[] output = layerCase.output();
            layerCase.backward();
            double[] inputBar = layerCase.inputBar();
            double[] parametersBar = layerCase.parametersBar();
            SplittableRandom random = new SplittableRandom(SEED + 1);
            for (int trial = 0; trial < 5; trial++) {
                double[] x = LayerCase.normal(inputBar.length, random);
                double[] p = LayerCase.normal(parametersBar.length, random);
                double h = 1e-5;
                double expected = (layerCase.moved(h, x, p) - layerCase.moved(-h, x, p)) / (2 * h);
                double actual = LayerCase.dot(inputBar, x) + LayerCase.dot(parametersBar, p);
                double size = LayerCase.norm(inputBar) * LayerCase.norm(x)
                        + LayerCase.norm(parametersBar) * LayerCase.norm(p)
                        + LayerCase.norm(layerCase.cotangent) * LayerCase.norm(output);
                assertThat(actual).as("seed %s", SEED).isCloseTo(expected, within(1e-8 * size));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void pullback_inFloat_agreesWithDouble(Layer layer, Shape shape, int batch, Mode mode) {
        try (LayerCase single = new LayerCase(layer, shape, batch, mode, DataType.FLOAT, SEED);
                LayerCase exact = new LayerCase(layer, shape, batch, mode, DataType.DOUBLE, SEED)) {
            single.forward();
            exact.forward();
            assertClose(single.output(), exact.output());
            single.backward();
            exact.backward();
            assertClose(single.inputBar(), exact.inputBar());
            assertClose(single.parametersBar(), exact.parametersBar());
        }
    }

    /** A few hundred roundings of float at most meet in one component of these small layers. */
    private static void assertClose(double[] actual, double[] expected) {
        double bound = 500 * 0x1p-24 * (1e-3 + LayerCase.norm(expected));
        assertThat(actual).as("seed %s", SEED).containsExactly(expected, within(bound));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void plan_usedBefore_givesTheBitsOfAFreshPlan(Layer layer, Shape shape, int batch, Mode mode) {
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            try (LayerCase used = new LayerCase(layer, shape, batch, mode, type, SEED);
                    LayerCase fresh = new LayerCase(layer, shape, batch, mode, type, SEED)) {
                NativeArrays.write(
                        LayerCase.normal(used.input.length, new SplittableRandom(SEED + 2)), used.plan.input());
                used.forward();
                used.backward();
                NativeArrays.write(used.input, used.plan.input());
                used.forward();
                used.backward();
                used.backward();
                fresh.forward();
                fresh.backward();
                assertThat(used.output()).isEqualTo(fresh.output());
                assertThat(used.inputBar()).isEqualTo(fresh.inputBar());
                assertThat(used.parametersBar()).isEqualTo(fresh.parametersBar());
            }
        }
    }

    /** Whatever multiplies by a matrix says so; tables and added arrays are no products. */
    @ParameterizedTest
    @MethodSource("layers")
    void multiplyAdds_layerWithMatrices_areCounted(Layer layer, Shape shape, int batch, Mode mode) {
        boolean matrices = layer.parameters(shape).stream()
                .anyMatch(group -> group.shape().rank() >= 2 && !group.name().endsWith("table"));
        boolean sums = layer instanceof PositionalEmbedding;
        assertThat(layer.multiplyAdds(shape) > 0).isEqualTo(matrices && !sums);
    }

    @Test
    void multiplyAdds_ofProducts_areThoseWrittenOut() {
        Shape image = Shape.of(5, 7, 4);
        assertThat(Dense.of(3).multiplyAdds(Shape.of(2, 5))).isEqualTo(2 * 5 * 3);
        assertThat(Conv2d.of(3, 3).withStride(2).multiplyAdds(image)).isEqualTo(3L * 4 * 3 * 9 * 4);
        assertThat(GroupedConv2d.of(6, 3, 2).multiplyAdds(image)).isEqualTo(5L * 7 * 6 * 9 * 2);
        assertThat(ConvTranspose2d.of(3, 3, 2).multiplyAdds(image)).isEqualTo(5L * 7 * 4 * 9 * 3);
        // Three projections and one back, scores, and their weighted sums.
        assertThat(SelfAttention.of(2).multiplyAdds(Shape.of(5, 6))).isEqualTo(4 * 5 * 6 * 6 + 2 * 5 * 5 * 6);
        Layer nested = Sequential.of(new Residual(Conv2d.of(4, 1)), Concat.of(new Identity(), Conv2d.of(2, 1)));
        assertThat(nested.multiplyAdds(image)).isEqualTo(5L * 7 * (4 * 4 + 4 * 2));
    }

    /** On a card every read waits for all that was queued. */
    @ParameterizedTest
    @MethodSource("layers")
    void forwardAndBackward_readNothingFromTheDevice(Layer layer, Shape shape, int batch, Mode mode) {
        try (LayerCase layerCase = new LayerCase(layer, shape, batch, mode, DataType.FLOAT, SEED);
                DeviceReads reads = new DeviceReads()) {
            layerCase.forward();
            layerCase.backward();
            layerCase.plan.commitStatistics();
            // The time's cotangent is a sum over the batch, which only a layer that depends on the time has.
            assertThat(reads.count()).isLessThanOrEqualTo(layer.name().startsWith("time") ? 1 : 0);
        }
    }
}
