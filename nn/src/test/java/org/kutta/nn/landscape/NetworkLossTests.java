package org.kutta.nn.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.Labels;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class NetworkLossTests {
    private static final int SAMPLES = 23;
    private static final Shape SHAPE = Shape.of(4, 4, 2);
    private static final Layer SMOOTH =
            Sequential.of(Conv2d.of(4, 3), GroupNorm.of(2), new Tanh(), new Flatten(), Dense.of(3));
    private static final Layer NORMED =
            Sequential.of(Conv2d.of(4, 3), BatchNorm.of(), new Tanh(), new Flatten(), Dense.of(3));

    private DataSet data;

    @BeforeEach
    void draw() {
        data = samples(DataType.FLOAT);
    }

    @AfterEach
    void free() {
        data.getFeatures().close();
        data.getLabels().close();
    }

    private static DataSet samples(DataType type) {
        SplittableRandom random = new SplittableRandom(3);
        INDArray features = NativeArrays.zeros(type, SHAPE.withBatch(SAMPLES));
        NativeArrays.write(random.doubles(features.length(), -1, 1).toArray(), features);
        return new DataSet(
                features, Labels.oneHot(type, random.ints(SAMPLES, 0, 3).toArray(), 3));
    }

    private static NetworkLoss loss(Network network, DataSet data, int batch) {
        return NetworkLoss.of(network, new SoftmaxCrossEntropy(), data.getFeatures(), data.getLabels(), batch);
    }

    @Test
    void lossAndGradient_unevenBatches_areThoseOfTheWhole() {
        try (Network network = Network.of(SMOOTH, SHAPE, DataType.FLOAT, 1);
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1)) {
            double whole = model.lossAndGradient(data);
            double[] wholeGradient = NativeArrays.toHeap(model.gradient());
            NetworkLoss loss = loss(network, data, 5);
            double[] point = loss.pointOf(network);
            double[] gradient = new double[point.length];
            try (BoundLoss lean = loss.bind(false);
                    BoundLoss bound = loss.bind(true)) {
                double value = bound.lossAndGradient(point, gradient);
                assertThat(value).isCloseTo(whole, within(1e-6)).isEqualTo(lean.loss(point));
                assertThat(lean.bytes()).isLessThan(bound.bytes());
            }
            // Sums of 23 samples in float, in another order.
            assertThat(gradient).containsExactly(wholeGradient, within(1e-6));
        }
    }

    @Test
    void surface_network_hasTheSameBitsOnAnyNumberOfThreadsAndLeavesTheNetworkAlone() {
        try (Network network = Network.of(SMOOTH, SHAPE, DataType.FLOAT, 1)) {
            NetworkLoss loss = loss(network, data, 10);
            double[] point = loss.pointOf(network);
            var directions = RandomDirections.filterNormalized(2).draw(point, loss.groups(), 2);
            Axis axis = Axis.around(1, 5);
            LossSurface one =
                    Landscape.of(loss).threads(1).surface(point, directions.get(0), directions.get(1), axis, axis);
            LossSurface three =
                    Landscape.of(loss).threads(3).surface(point, directions.get(0), directions.get(1), axis, axis);
            assertThat(three).isEqualTo(one);
            assertThat(one.loss(2, 2)).isEqualTo(one.originLoss());
            assertThat(one.loss(0, 0)).isNotEqualTo(one.originLoss());
            assertThat(loss.pointOf(network)).isEqualTo(point);
        }
    }

    @Test
    void ends_floatNetwork_agreeWithTheDoubleNetwork() {
        HessianEnds inFloat;
        try (Network network = Network.of(SMOOTH, SHAPE, DataType.FLOAT, 1)) {
            inFloat = ends(network, data);
        }
        DataSet doubles = samples(DataType.DOUBLE);
        try (Network network = Network.of(SMOOTH, SHAPE, DataType.DOUBLE, 1)) {
            HessianEnds inDouble = ends(network, doubles);
            assertThat(inDouble.exact()).isFalse();
            // Differences in float keep about (2^-24)^(2/3) = 1.5e-5 of the scale of the products, times a factor for
            // the third derivative.
            assertThat(inFloat.largest()).isCloseTo(inDouble.largest(), within(1e-3 * inDouble.largest()));
            assertThat(inFloat.smallest()).isCloseTo(inDouble.smallest(), within(1e-3 * inDouble.largest()));
        } finally {
            doubles.getFeatures().close();
            doubles.getLabels().close();
        }
    }

    private static HessianEnds ends(Network network, DataSet data) {
        NetworkLoss loss = loss(network, data, SAMPLES);
        try (BoundLoss bound = loss.bind(true)) {
            return new Lanczos(40, 1e-4, 1).ends(bound, loss.pointOf(network));
        }
    }

    @Test
    void line_betweenTwoBatchNormNetworks_meetsBothWithTheirStatistics() {
        try (Network a = Network.of(NORMED, SHAPE, DataType.FLOAT, 1);
                Network b = Network.of(NORMED, SHAPE, DataType.FLOAT, 2)) {
            trainOn(a);
            trainOn(b);
            NetworkLoss way = loss(a, data, 8).withState();
            LossLine line = Landscape.of(way)
                    .line(way.pointOf(a), Direction.between(way.pointOf(a), way.pointOf(b)), new Axis(0, 1, 3));
            assertThat(line.losses().get(0)).isEqualTo(value(a));
            assertThat(line.losses().get(2)).isCloseTo(value(b), within(1e-5));
            NetworkLoss weightsOnly = loss(a, data, 8);
            LossLine wrong = Landscape.of(weightsOnly)
                    .line(
                            weightsOnly.pointOf(a),
                            Direction.between(weightsOnly.pointOf(a), weightsOnly.pointOf(b)),
                            new Axis(0, 1, 3));
            assertThat(Math.abs(wrong.losses().get(2) - value(b)))
                    .as("statistics of the other network give another loss")
                    .isGreaterThan(1e-3);
            assertThatThrownBy(() -> way.bind(true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no gradient");
        }
    }

    private void trainOn(Network network) {
        try (NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1)) {
            for (int i = 0; i < 5; i++) {
                assertThat(model.lossAndGradient(data)).isFinite();
            }
        }
    }

    private double value(Network network) {
        NetworkLoss loss = loss(network, data, 8);
        try (BoundLoss bound = loss.bind(false)) {
            return bound.loss(loss.pointOf(network));
        }
    }

    @Test
    void of_labelsOfAnotherShape_areRefused() {
        try (Network network = Network.of(SMOOTH, SHAPE, DataType.FLOAT, 1);
                INDArray labels = NativeArrays.zeros(DataType.FLOAT, SAMPLES, 4)) {
            assertThatThrownBy(() -> NetworkLoss.of(network, new SoftmaxCrossEntropy(), data.getFeatures(), labels, 5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("labels have shape [23, 4]");
        }
    }
}
