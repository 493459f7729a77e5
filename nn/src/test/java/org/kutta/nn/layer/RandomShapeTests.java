package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The pullback of every kind of layer on shapes that nobody chose: batches from 1, sides and channels from 1, settings at random. */
class RandomShapeTests {
    private static final int DRAWS = 6;

    /** A layer with settings at random, and the channels it takes a multiple of. */
    private record Kind(String name, boolean image, int multiple, Function<RandomGenerator, Layer> draw) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Arguments kind(String name, boolean image, int multiple, Function<RandomGenerator, Layer> draw) {
        return Arguments.of(new Kind(name, image, multiple, draw));
    }

    private static int from(RandomGenerator random, int low, int high) {
        return random.nextInt(low, high + 1);
    }

    private static int odd(RandomGenerator random) {
        return 1 + 2 * random.nextInt(3);
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("dense", false, 1, r -> Dense.of(from(r, 1, 7))),
                kind("time dense", false, 1, r -> TimeDense.of(from(r, 1, 7))),
                kind("conv2d", true, 1, r -> Conv2d.of(from(r, 1, 5), odd(r))),
                kind("strided conv2d", true, 1, r -> Conv2d.of(from(r, 1, 5), odd(r))
                        .withStride(from(r, 2, 3))),
                kind("dilated conv2d", true, 1, r -> Conv2d.of(from(r, 1, 5), 3).withDilation(from(r, 2, 3))),
                kind("time conv2d", true, 1, r -> TimeConv2d.of(from(r, 1, 5), odd(r))),
                kind("grouped conv2d", true, 2, r -> GroupedConv2d.of(2 * from(r, 1, 3), odd(r), 2)),
                kind("transposed conv2d", true, 1, r -> ConvTranspose2d.of(from(r, 1, 4), 3, from(r, 1, 3))),
                kind("upsample", true, 1, r -> new Upsample2d(from(r, 1, 3))),
                kind("batch norm", true, 1, r -> BatchNorm.of()),
                kind("group norm", true, 3, r -> GroupNorm.of(3)),
                kind("layer norm", false, 1, r -> LayerNorm.of()),
                kind("max pool", true, 1, r -> MaxPool2d.of(from(r, 1, 2))),
                kind("average pool", true, 1, r -> AveragePool2d.of(from(r, 1, 2))),
                kind("global pool", true, 1, r -> new GlobalAveragePool()),
                kind("flatten", true, 1, r -> new Flatten()),
                kind("dropout", false, 1, r -> new Dropout(r.nextDouble(0.1, 0.9))),
                kind("augment", true, 1, r -> new Augment(from(r, 1, 3))),
                kind("residual", true, 2, r -> new Residual(Sequential.of(new Tanh(), new Swish()))),
                kind("concat", true, 1, r -> Concat.of(new Identity(), Conv2d.of(from(r, 1, 3), 1))),
                kind("squeeze-excitation", true, 2, r -> new SqueezeExcitation(2)),
                kind("softplus", true, 1, r -> new Softplus()),
                kind("gelu", false, 1, r -> new Gelu()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void pullback_onRandomShapes_equalsCentralDifferences(Kind kind) {
        for (int draw = 0; draw < DRAWS; draw++) {
            long seed = 7000L + draw;
            SplittableRandom random = new SplittableRandom(seed);
            Layer layer = kind.draw().apply(random);
            int channels = kind.multiple() * from(random, 1, 3);
            Shape shape =
                    kind.image() ? Shape.of(from(random, 2, 7), from(random, 2, 7), channels) : Shape.of(channels);
            int batch = draw == 0 ? 1 : from(random, 1, 4);
            try (LayerCase layerCase = new LayerCase(layer, shape, batch, Mode.TRAIN, DataType.DOUBLE, seed)) {
                layerCase.forward();
                double[] output = layerCase.output();
                layerCase.backward();
                double[] x = LayerCase.normal(layerCase.input.length, random);
                double[] p = LayerCase.normal(layerCase.parametersBar().length, random);
                double actual = LayerCase.dot(layerCase.inputBar(), x) + LayerCase.dot(layerCase.parametersBar(), p);
                double size = LayerCase.norm(layerCase.inputBar()) * LayerCase.norm(x)
                        + LayerCase.norm(layerCase.parametersBar()) * LayerCase.norm(p)
                        + LayerCase.norm(layerCase.cotangent) * LayerCase.norm(output);
                double h = 1e-5;
                double expected = (layerCase.moved(h, x, p) - layerCase.moved(-h, x, p)) / (2 * h);
                // Norms over few numbers divide by small deviations, which raises the third derivative.
                assertThat(actual)
                        .as("seed %s: %s on %s, batch %s", seed, layer.name(), shape, batch)
                        .isCloseTo(expected, within(1e-6 * size));
            }
        }
    }
}
