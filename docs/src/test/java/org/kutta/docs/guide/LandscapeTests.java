package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.nn.Network;
import org.kutta.nn.landscape.Axis;
import org.kutta.nn.landscape.BoundLoss;
import org.kutta.nn.landscape.Direction;
import org.kutta.nn.landscape.FlatLoss;
import org.kutta.nn.landscape.HessianEnds;
import org.kutta.nn.landscape.Lanczos;
import org.kutta.nn.landscape.Landscape;
import org.kutta.nn.landscape.LossLine;
import org.kutta.nn.landscape.LossSurface;
import org.kutta.nn.landscape.NetworkLoss;
import org.kutta.nn.landscape.ParameterTrajectory;
import org.kutta.nn.landscape.PrincipalPlane;
import org.kutta.nn.landscape.RandomDirections;
import org.kutta.nn.landscape.ScanStatus;
import org.kutta.nn.landscape.Sharpness;
import org.kutta.nn.landscape.SharpnessFigures;
import org.kutta.nn.landscape.TrajectoryRecorder;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.Labels;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** The page on loss landscapes. */
class LandscapeTests {
    private static final int SAMPLES = 60;

    @TempDir
    private Path folder;

    @Test
    void page_smallNetwork_isLookedAtInEveryWay() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = random.doubles(2 * SAMPLES, -1, 1).toArray();
        int[] classes = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            classes[i] = values[2 * i] > values[2 * i + 1] ? 1 : 0;
        }
        Sequential layers = Sequential.of(Dense.of(8), BatchNorm.of(), new Tanh(), Dense.of(2));
        try (INDArray features = NativeArrays.zeros(DataType.FLOAT, SAMPLES, 2);
                INDArray labels = Labels.oneHot(DataType.FLOAT, classes, 2);
                Network network = Network.of(layers, Shape.of(2), DataType.FLOAT, 1);
                Network other = Network.of(layers, Shape.of(2), DataType.FLOAT, 2)) {
            NativeArrays.write(values, features);
            ParameterTrajectory way = train(network, features, labels);
            train(other, features, labels);
            surface(network, features, labels, way);
            between(network, other, features, labels);
        }
    }

    private static ParameterTrajectory train(Network network, INDArray features, INDArray labels) {
        try (NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1);
                ArrayBatches data = ArrayBatches.shuffled(features, labels, 20, 1)) {
            // region: record
            TrajectoryRecorder recorder = new TrajectoryRecorder(network.parameters(), 5);
            Trainer.with(new Adam(0.02)).epochs(10).listener(recorder).fit(model, data);
            ParameterTrajectory way = recorder.trajectory();
            // endregion
            return way;
        }
    }

    private void surface(Network network, INDArray features, INDArray labels, ParameterTrajectory way) {
        Path file = folder.resolve("surface.scan");
        // region: surface
        NetworkLoss loss = NetworkLoss.of(network, new SoftmaxCrossEntropy(), features, labels, 100);
        double[] trained = loss.pointOf(network);
        List<Direction> plane = RandomDirections.filterNormalized(7).draw(trained, loss.groups(), 2);
        LossSurface surface = Landscape.of(loss)
                .resume(file) // goes on from there after a kill
                .listener(progress -> {}) // points done, seconds left
                .surface(trained, plane.get(0), plane.get(1), Axis.around(1, 21), Axis.around(1, 21));
        double middle = surface.loss(10, 10);
        // endregion
        assertThat(middle).isEqualTo(surface.originLoss()).isLessThan(0.5);
        assertThat(surface.status()).isEqualTo(ScanStatus.COMPLETED);
        // region: figures
        SharpnessFigures figures = Sharpness.filterNormalized(0.25, 7).at(Landscape.of(loss), trained, loss.groups());
        double rise = figures.meanRise(); // +- figures.meanRiseError() from the choice of the directions
        HessianEnds ends = figures.curvature(); // ends.exact() tells whether products were differences of gradients
        // endregion
        assertThat(rise).isPositive();
        assertThat(ends.exact()).isFalse();
        // region: principal
        PrincipalPlane principal = PrincipalPlane.of(way);
        double share = principal.firstShare() + principal.secondShare();
        double random = way.onto(plane.get(0), plane.get(1)).share();
        // endregion
        assertThat(share).isGreaterThan(random).isGreaterThan(0.5);
    }

    private static void between(Network first, Network second, INDArray features, INDArray labels) {
        // region: between
        NetworkLoss way = NetworkLoss.of(first, new SoftmaxCrossEntropy(), features, labels, 100)
                .withState();
        double[] from = way.pointOf(first);
        LossLine line =
                Landscape.of(way).line(from, Direction.between(from, way.pointOf(second)), new Axis(-0.5, 1.5, 41));
        // endregion
        assertThat(line.losses().get(10)).isEqualTo(line.originLoss());
        assertThat(line.losses().get(30)).isLessThan(0.5);
    }

    @Test
    void curvature_ownLoss_hasItsEigenvalues() {
        // region: own-loss
        BoundLoss bowl = new BoundLoss() {
            @Override
            public double loss(double[] w) {
                return 3 * w[0] * w[0] - w[1] * w[1];
            }

            @Override
            public double lossAndGradient(double[] w, double[] gradient) {
                gradient[0] = 6 * w[0];
                gradient[1] = -2 * w[1];
                return loss(w);
            }
        };
        FlatLoss loss = FlatLoss.of(2, () -> bowl);
        HessianEnds ends = Lanczos.usual().ends(loss.bind(true), new double[] {1, 1}); // -2 and 6
        // endregion
        assertThat(ends.smallest()).isCloseTo(-2, within(1e-8));
        assertThat(ends.largest()).isCloseTo(6, within(1e-8));
    }
}
