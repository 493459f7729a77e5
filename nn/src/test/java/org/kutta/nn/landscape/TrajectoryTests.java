package org.kutta.nn.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.Labels;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

class TrajectoryTests {
    private static ParameterTrajectory of(double[]... snapshots) {
        long[] steps = new long[snapshots.length];
        for (int k = 0; k < steps.length; k++) {
            steps[k] = 10L * k;
        }
        return ParameterTrajectory.of(steps, List.of(snapshots));
    }

    @Test
    void principalPlane_trajectoryInAPlane_holdsAllOfIt() {
        // Distances from the end: 4 along the first axis, 3 along the second, nothing along the third.
        ParameterTrajectory way = of(new double[] {5, 1, 7}, new double[] {1, 4, 7}, new double[] {1, 1, 7});
        PrincipalPlane plane = PrincipalPlane.of(way);
        assertThat(plane.firstShare()).isCloseTo(16.0 / 25, within(1e-12));
        assertThat(plane.secondShare()).isCloseTo(9.0 / 25, within(1e-12));
        assertThat(plane.first().toArray()).containsExactly(new double[] {1, 0, 0}, within(1e-12));
        assertThat(plane.first().angleTo(plane.second())).isCloseTo(90, within(1e-9));
        TrajectoryProjection seen = way.onto(plane.first(), plane.second());
        assertThat(seen.share()).isCloseTo(1, within(1e-12));
        assertThat(seen.x().get(0)).isCloseTo(4, within(1e-12));
        assertThat(Math.abs(seen.y().get(1))).isCloseTo(3, within(1e-12));
        assertThat(seen.x().get(2)).isZero();
        assertThat(seen.y().get(2)).isZero();
    }

    @Test
    void principalPlane_manyParameters_isBetterThanAnyRandomPlane() {
        SplittableRandom random = new SplittableRandom(6);
        double[][] snapshots = new double[8][300];
        for (int k = 1; k < 8; k++) {
            for (int i = 0; i < 300; i++) {
                snapshots[k][i] = snapshots[k - 1][i] + (i < 5 ? 1 : 0.1 * random.nextGaussian());
            }
        }
        ParameterTrajectory way = of(snapshots);
        PrincipalPlane plane = PrincipalPlane.of(way);
        double share = way.onto(plane.first(), plane.second()).share();
        assertThat(share).isCloseTo(plane.firstShare() + plane.secondShare(), within(1e-10));
        Direction a = Direction.of(random.doubles(300, -1, 1).toArray());
        Direction b = Direction.of(random.doubles(300, -1, 1).toArray());
        assertThat(way.onto(a, b).share()).isLessThan(0.1).isLessThan(share);
    }

    @Test
    void onto_directionsAskew_findsTheirMultiples() {
        // (3, 1) is twice (1, 0) and once (1, 1).
        TrajectoryProjection seen =
                of(new double[] {3, 1}, new double[] {0, 0}).onto(Direction.of(1, 0), Direction.of(1, 1));
        assertThat(seen.x().get(0)).isCloseTo(2, within(1e-12));
        assertThat(seen.y().get(0)).isCloseTo(1, within(1e-12));
        assertThat(seen.share()).isCloseTo(1, within(1e-12));
    }

    @Test
    void principalPlane_straightTrajectory_isRefused() {
        assertThatThrownBy(() -> PrincipalPlane.of(of(new double[] {2, 2}, new double[] {1, 1}, new double[2])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not all lie on a line");
    }

    @Test
    void recorder_training_keepsBeginEverySoManyStepsAndEnd() {
        try (INDArray points = NativeArrays.zeros(DataType.FLOAT, 25, 2);
                Network network = Network.of(Dense.of(2), Shape.of(2), DataType.FLOAT, 1);
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1);
                ArrayBatches data = ArrayBatches.inOrder(points, Labels.oneHot(DataType.FLOAT, new int[25], 2), 5)) {
            NativeArrays.write(new SplittableRandom(1).doubles(50).toArray(), points);
            double[] begin = NativeArrays.toHeap(network.parameters());
            TrajectoryRecorder recorder = new TrajectoryRecorder(network.parameters(), 2);
            Trainer.with(new Sgd(0.5)).listener(recorder).fit(model, data);
            ParameterTrajectory way = recorder.trajectory();
            assertThat(way.steps().asList()).containsExactly(0L, 2L, 4L, 5L);
            assertThat(way.snapshot(0)).isEqualTo(begin);
            assertThat(way.end())
                    .isEqualTo(NativeArrays.toHeap(network.parameters()))
                    .isNotEqualTo(begin);
        }
    }
}
