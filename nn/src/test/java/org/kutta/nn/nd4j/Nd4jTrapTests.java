package org.kutta.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerNorm;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What ND4J 1.0.0-M2.1 computes wrongly without saying so, and that Kutta does not. Each test first shows the trap where ND4J still has it, so that a
 * newer ND4J without it is noticed, or asks Kutta for what the trap would spoil.
 */
class Nd4jTrapTests {

    @Test
    void nanFactor_ofNd4jBecomesSmall_ofKuttaStaysNan() {
        assertThat(Nd4j.createFromArray(1.0, 2.0).mul(Double.NaN).getDouble(0)).isEqualTo(1e-5, within(1e-12));
        INDArray x = NativeArrays.vector(DataType.DOUBLE, new double[] {1, 2});
        INDArray y = NativeArrays.vector(DataType.DOUBLE, new double[] {1, 2});
        NativeArrays.axpy(Double.NaN, x, y);
        NativeArrays.scale(Double.NaN, x);
        assertThat(NativeArrays.toHeap(y)).containsOnly(Double.NaN);
        assertThat(NativeArrays.toHeap(x)).containsOnly(Double.NaN);
    }

    @Test
    void largest_ofNd4jSkipsNan_finitenessOfKuttaDoesNot() {
        INDArray bad = NativeArrays.vector(DataType.FLOAT, new double[] {1, Double.NaN, 3});
        assertThat(bad.amaxNumber().doubleValue()).isEqualTo(3);
        assertThat(NativeArrays.isFinite(bad)).isFalse();
        assertThat(NdArraySpace.FLOAT.isFinite(bad)).isFalse();
    }

    @Test
    void batchOfOne_statistics_keepTheirShape() {
        for (Layer norm : List.of(GroupNorm.of(2), LayerNorm.of())) {
            double[] both = outputs(norm, Shape.of(4), new double[] {1, 2, 3, 5, -1, 4, 0, 2}, 2, DataType.DOUBLE);
            double[] first = outputs(norm, Shape.of(4), new double[] {1, 2, 3, 5}, 1, DataType.DOUBLE);
            assertThat(first).containsExactly(Arrays.copyOf(both, 4), within(1e-15));
        }
        // One sample is its own mean: only the shift is left.
        assertThat(outputs(BatchNorm.of(), Shape.of(3), new double[] {1, 2, 3}, 1, DataType.DOUBLE))
                .containsOnly(0);
    }

    /** 105 values a channel: their inverse is no double that a float holds, as ND4J's own backward pass takes it. */
    @Test
    void batchNorm_pullbackInDouble_isExactToDouble() {
        int n = 105;
        double[] x = new SplittableRandom(1).doubles(n, -1, 1).toArray();
        double[] g = new SplittableRandom(2).doubles(n, -1, 1).toArray();
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double root = Math.sqrt(variance + 1e-5);
        double gMean = Arrays.stream(g).average().orElseThrow();
        double gx = 0;
        for (int i = 0; i < n; i++) {
            gx += g[i] * (x[i] - mean) / root / n;
        }
        double[] expected = new double[n];
        for (int i = 0; i < n; i++) {
            expected[i] = (g[i] - gMean - (x[i] - mean) / root * gx) / root;
        }
        try (Network network = Network.of(BatchNorm.of(), Shape.of(7, 5, 1), DataType.DOUBLE, 1);
                NetworkPlan plan = network.plan(3, Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            NativeArrays.write(x, plan.input());
            plan.forward();
            NativeArrays.write(g, plan.outputBar());
            plan.backward();
            assertThat(NativeArrays.toHeap(plan.inputBar())).containsExactly(expected, within(1e-13));
        }
    }

    @Test
    void norms_constantRow_haveTheirEpsilonAndNanStaysNan() {
        for (Layer norm : List.of(GroupNorm.of(1), LayerNorm.of())) {
            assertThat(outputs(norm, Shape.of(4), new double[] {2, 2, 2, 2}, 1, DataType.FLOAT))
                    .containsOnly(0);
            double[] spoilt =
                    outputs(norm, Shape.of(4), new double[] {1, 1, Double.NaN, 1, 1, 2, 3, 4}, 2, DataType.FLOAT);
            assertThat(Arrays.copyOf(spoilt, 4)).containsOnly(Double.NaN);
            assertThat(Arrays.stream(spoilt, 4, 8).allMatch(Double::isFinite)).isTrue();
        }
    }

    @Test
    void batchNorm_runningVariance_isThatOfTheSampleAndTheBatchsThatOfThePopulation() {
        BatchNorm norm = new BatchNorm(1.0, 1e-5, 1);
        try (Network network = Network.of(norm, Shape.of(1), DataType.DOUBLE, 1);
                NetworkPlan plan = network.plan(4, Mode.TRAIN)) {
            NativeArrays.write(new double[] {1, 2, 3, 6}, plan.input());
            plan.forward();
            plan.commitStatistics();
            assertThat(NativeArrays.toHeap(network.state())).containsExactly(new double[] {3, 14.0 / 3}, within(1e-14));
            assertThat(plan.output().getDouble(3)).isCloseTo(3 / Math.sqrt(3.5 + 1e-5), within(1e-14));
        }
    }

    @Test
    void sumsOfManyFloats_areNotLostInFloat() {
        int n = 1 << 20;
        INDArray x = NativeArrays.zeros(DataType.FLOAT, n).assign(0.1);
        double exact = n * (double) 0.1f * 0.1f;
        // A float that grows past 2^13 no longer sees its summands to better than a hundredth.
        assertThat(NdArraySpace.FLOAT.dot(x, x)).isCloseTo(exact, within(1e-4 * exact));
    }

    @Test
    void doublesOfTheHeap_goIntoFloatNetworksWithTheirType() {
        assertThat(Nd4j.createFromArray(1.0).dataType()).isEqualTo(DataType.DOUBLE);
        INDArray floats = NativeArrays.vector(DataType.FLOAT, new double[] {0.1, 0.2});
        assertThat(floats.dataType()).isEqualTo(DataType.FLOAT);
        assertThat(NativeArrays.toHeap(floats)).containsExactly((double) 0.1f, (double) 0.2f);
    }

    @Test
    void transposedArrays_areReadByTheirComponents() {
        INDArray matrix = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {4, 5, 6}});
        assertThat(NativeArrays.isContiguous(matrix.transpose())).isFalse();
        assertThat(NativeArrays.toHeap(matrix.transpose())).containsExactly(1, 4, 2, 5, 3, 6);
    }

    /** oneDNN computes in FLOAT only; in DOUBLE ND4J's own loops do, and both must be the same convolution. */
    @Test
    void convolution_inDouble_isThatInFloat() {
        Layer layer = Conv2d.of(3, 3).withStride(2);
        double[] x = new SplittableRandom(3).doubles(2 * 7 * 5 * 2, -1, 1).toArray();
        assertThat(outputs(layer, Shape.of(7, 5, 2), x, 2, DataType.FLOAT))
                .containsExactly(outputs(layer, Shape.of(7, 5, 2), x, 2, DataType.DOUBLE), within(1e-5));
    }

    /** A caller's default data type and open workspaces are not asked. */
    @Test
    void defaultDataType_ofTheCaller_isNotAsked() {
        DataType before = Nd4j.dataType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try (Network network = Network.of(Sequential.of(Dense.of(2), GroupNorm.of(1)), Shape.of(3), DataType.FLOAT, 1);
                NetworkPlan plan = network.plan(2, Mode.TRAIN)) {
            plan.forward();
            assertThat(network.parameters().dataType()).isEqualTo(DataType.FLOAT);
            assertThat(plan.output().dataType()).isEqualTo(DataType.FLOAT);
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    private static double[] outputs(Layer layer, Shape shape, double[] input, int batch, DataType type) {
        try (Network network = Network.of(layer, shape, type, 1);
                NetworkPlan plan = network.plan(batch, Mode.TRAIN)) {
            NativeArrays.write(input, plan.input());
            plan.forward();
            return NativeArrays.toHeap(plan.output());
        }
    }
}
