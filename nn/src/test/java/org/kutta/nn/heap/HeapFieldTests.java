package org.kutta.nn.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableFieldContract;
import org.kutta.adjoint.Linearization;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Cube;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Elu;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.Gelu;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LeakyRelu;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Sigmoid;
import org.kutta.nn.layer.Softplus;
import org.kutta.nn.layer.Swish;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.layer.TimeDense;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.parallel.Crew;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.StateSpace;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class HeapFieldTests {
    private static final Sequential MLP =
            Sequential.of(Dense.of(21), new Tanh(), Dense.of(10), new Tanh(), Dense.of(3));

    private static final double TIME = 0.6;
    private static final Sequential WIDE =
            Sequential.of(Dense.of(40).withoutBias(), new Tanh(), Dense.of(35), new Tanh(), Dense.of(33));

    private static double[] random(long seed, int count) {
        return new SplittableRandom(seed).doubles(count, -1, 1).toArray();
    }

    private static double[] evaluate(HeapField field, double[] y) {
        double[] dydt = new double[y.length];
        field.bind(y).evaluate(0.3, y, dydt);
        return dydt;
    }

    @Test
    void of_moreParametersThanAnArrayHolds_isRefused() {
        assertThatThrownBy(() -> HeapField.of(Sequential.of(Dense.of(Integer.MAX_VALUE), Dense.of(2)), 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be at most 2^30");
    }

    @Test
    void evaluate_denseTanhDense_equalsTheFormula() {
        HeapField field = HeapField.of(Sequential.of(Dense.of(5), new Tanh(), Dense.of(2)), 2, 3);
        double[] p = field.parameters();
        System.arraycopy(random(4, p.length), 0, p, 0, p.length);
        double[] y = random(5, 2 * 7);
        double[] dydt = evaluate(field, y);
        for (int row = 0; row < 7; row++) {
            for (int k = 0; k < 2; k++) {
                double expected = p[25 + k];
                for (int j = 0; j < 5; j++) {
                    expected +=
                            p[15 + 2 * j + k] * Math.tanh(y[2 * row] * p[j] + y[2 * row + 1] * p[5 + j] + p[10 + j]);
                }
                assertThat(dydt[2 * row + k]).isCloseTo(expected, within(1e-14));
            }
        }
    }

    @Test
    void evaluate_oneRowOfABatch_hasTheSameBitsAlone() {
        HeapField field = HeapField.of(MLP, 3, 6);
        int batch = 37;
        double[] y = random(7, 3 * batch);
        double[] together = evaluate(field, y);
        for (int row = 0; row < batch; row++) {
            double[] alone = evaluate(field, new double[] {y[3 * row], y[3 * row + 1], y[3 * row + 2]});
            assertThat(alone).containsExactly(together[3 * row], together[3 * row + 1], together[3 * row + 2]);
        }
    }

    @Test
    void pullback_permutedBatch_permutesTheCotangentsBitForBit() {
        HeapField field = HeapField.of(MLP, 3, 6);
        int batch = 29;
        double[] y = random(8, 3 * batch);
        double[] w = random(9, 3 * batch);
        double[] bar = pullback(field, y, w);
        double[] permuted = pullback(field, reversed(y, 3), reversed(w, 3));
        assertThat(permuted).isEqualTo(reversed(bar, 3));
    }

    private static double[] pullback(HeapField field, double[] y, double[] w) {
        double[] yBar = new double[y.length];
        try (BoundHeapField bound = field.bind(y);
                Linearization<double[]> linearization = bound.newLinearization()) {
            linearization.at(0, y, new double[y.length]);
            linearization.pullback(w, yBar, null);
        }
        return yBar;
    }

    private static double[] reversed(double[] rows, int features) {
        double[] result = new double[rows.length];
        int batch = rows.length / features;
        for (int row = 0; row < batch; row++) {
            System.arraycopy(rows, row * features, result, (batch - 1 - row) * features, features);
        }
        return result;
    }

    @Test
    void evaluate_afterTheParametersChanged_usesTheNewOnes() {
        HeapField field = HeapField.of(MLP, 3, 6);
        double[] y = random(10, 12);
        try (BoundHeapField bound = field.bind(y)) {
            double[] dydt = new double[12];
            bound.evaluate(0, y, dydt);
            field.parameters()[field.parameters().length - 1] += 1;
            double[] moved = new double[12];
            bound.evaluate(0, y, moved);
            assertThat(moved[2]).isCloseTo(dydt[2] + 1, within(1e-14));
        }
    }

    @Test
    void atAndPullback_afterWarmUp_allocateNothing() {
        HeapField field = HeapField.of(MLP, 3, 6);
        double[] y = random(11, 3 * 50);
        double[] dydt = new double[y.length];
        double[] yBar = new double[y.length];
        double[] parametersBar = new double[field.parameters().length];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (BoundHeapField bound = field.bind(y);
                Linearization<double[]> linearization = bound.newLinearization()) {
            long bytes = Long.MAX_VALUE;
            for (int trial = 0; trial < 5; trial++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1000; i++) {
                    bound.evaluate(0, y, dydt);
                    linearization.at(0, y, dydt);
                    linearization.pullback(dydt, yBar, parametersBar);
                }
                bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(bytes).as("bytes in 1000 rounds").isLessThan(1000);
        }
    }

    @Test
    void fieldOfManyThreads_evaluatesAndPullsBack_likeOneThread() {
        HeapField field = HeapField.of(WIDE, 33, 15);
        double[] y = random(16, 33 * 150);
        double[] w = random(17, y.length);
        double[][] alone = evaluateAndPullBack(field.singleThreaded(), y, w, 20);
        for (int threads = 2; threads <= 5; threads++) {
            double[][] together = evaluateAndPullBack(field.withCrew(new Crew(threads)), y, w, 20);
            assertThat(together).as("%s threads", threads).isDeepEqualTo(alone);
        }
    }

    private static double[][] evaluateAndPullBack(HeapField field, double[] y, double[] w, int times) {
        double[] dydt = new double[y.length];
        double[] yBar = new double[y.length];
        double[] parametersBar = new double[field.parameters().length];
        try (BoundHeapField bound = field.bind(y);
                Linearization<double[]> linearization = bound.newLinearization()) {
            for (int i = 0; i < times; i++) {
                linearization.at(TIME, y, dydt);
                linearization.pullback(w, yBar, parametersBar);
            }
        }
        return new double[][] {dydt, yBar, parametersBar};
    }

    static List<Layer> activations() {
        return List.of(
                new Tanh(),
                new Sigmoid(),
                new Softplus(),
                new Swish(),
                new Gelu(),
                new Relu(),
                Elu.of(),
                new Elu(0.5),
                LeakyRelu.of(),
                new Cube());
    }

    @ParameterizedTest
    @MethodSource("activations")
    void heapField_ofANetworkOnArrays_agreesWithIt(Layer activation) {
        Sequential layer =
                Sequential.of(activation, TimeDense.of(21), activation, Dense.of(10), activation, Dense.of(3));
        int batch = 6;
        double[] y = random(18, 3 * batch);
        double[] w = random(19, 3 * batch);
        try (Network network = Network.of(layer, Shape.of(3), DataType.DOUBLE, 20);
                BoundField<INDArray> onArrays = network.field().bind(state(new double[3 * batch]));
                Linearization<INDArray> linearization = onArrays.newLinearization();
                INDArray dydt = state(y);
                INDArray yBar = state(new double[3 * batch]);
                INDArray parametersBar =
                        NativeArrays.zeros(DataType.DOUBLE, network.parameters().length())) {
            linearization.at(TIME, state(y), dydt);
            linearization.pullback(state(w), yBar, parametersBar);
            double[][] heap = evaluateAndPullBack(network.heapField(), y, w, 1);
            assertThat(heap[0]).containsExactly(dydt.reshape(3L * batch).toDoubleVector(), within(1e-13));
            assertThat(heap[1]).containsExactly(yBar.reshape(3L * batch).toDoubleVector(), within(1e-12));
            assertThat(heap[2]).containsExactly(parametersBar.toDoubleVector(), within(1e-12));
        }
    }

    private static INDArray state(double[] rows) {
        INDArray result = NativeArrays.zeros(DataType.DOUBLE, rows.length / 3, 3);
        NativeArrays.write(rows, result);
        return result;
    }

    @Test
    void writeTo_aNetworkOfTheSameLayer_copiesTheParametersBack() {
        try (Network network = Network.of(MLP, Shape.of(3), DataType.DOUBLE, 20);
                Network other = Network.of(Sequential.of(Dense.of(3)), Shape.of(3), DataType.DOUBLE, 20)) {
            HeapField field = network.heapField();
            assertThat(field.parameters())
                    .isEqualTo(network.parameters().toDoubleVector())
                    .isEqualTo(HeapField.of(MLP, 3, 20).parameters());
            field.parameters()[5] = 42;
            field.writeTo(network);
            assertThat(network.parameters().getDouble(5)).isEqualTo(42);
            assertThatThrownBy(() -> field.writeTo(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be of the field's layer");
        }
    }

    @Test
    void of_aLayerWithoutHeapForm_namesIt() {
        assertThatThrownBy(() -> HeapField.of(Sequential.of(Dense.of(3), new Flatten()), 3, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layer flatten has no form on the heap");
    }

    @Test
    void evaluate_nan_reachesTheOutputOfItsRowOnly() {
        HeapField field = HeapField.of(MLP, 3, 6);
        double[] y = random(12, 9);
        y[4] = Double.NaN;
        double[] dydt = evaluate(field, y);
        for (int i = 0; i < 9; i++) {
            assertThat(Double.isNaN(dydt[i])).isEqualTo(i / 3 == 1);
        }
    }

    @Test
    void of_wrongShapes_saysWhatIsExpected() {
        assertThatThrownBy(() -> HeapField.of(Dense.of(3), 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must preserve the shape");
        assertThatThrownBy(() -> HeapField.of(Dense.of(2), 2, new double[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameters have length 5, the layer has 6");
        assertThatThrownBy(() -> HeapField.of(MLP, 3, 1).bind(new double[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("y has length 4 but the field expects [batch, 3]");
    }

    interface OnHeap extends DifferentiableFieldContract<double[]> {
        @Override
        default StateSpace<double[]> space() {
            return DoubleArraySpace.INSTANCE;
        }

        @Override
        default void set(double[] target, double[] values) {
            System.arraycopy(values, 0, target, 0, values.length);
        }

        @Override
        default double[] get(double[] source) {
            return source.clone();
        }
    }

    private static HeapField drawn(Layer layer, int features) {
        HeapField field = HeapField.of(layer, features, 13);
        double[] p = field.parameters();
        System.arraycopy(random(14, p.length), 0, p, 0, p.length);
        return field;
    }

    @Nested
    class DeepTests implements OnHeap {
        private final HeapField field = drawn(MLP, 3);

        @Override
        public HeapField field() {
            return field;
        }

        @Override
        public double[] newState() {
            return new double[3 * 5];
        }
    }

    @Nested
    class WideTests implements OnHeap {
        private final HeapField field = drawn(
                Sequential.of(Dense.of(40).withoutBias(), new Tanh(), Dense.of(35), new Tanh(), Dense.of(33)), 33);

        @Override
        public HeapField field() {
            return field;
        }

        @Override
        public double[] newState() {
            return new double[33 * 11];
        }

        @Override
        public double scale() {
            return 0.2;
        }
    }

    @Nested
    class TimedTests implements OnHeap {
        private final HeapField field = drawn(Sequential.of(TimeDense.of(11), new Sigmoid(), TimeDense.of(2)), 2);

        @Override
        public HeapField field() {
            return field;
        }

        @Override
        public double[] newState() {
            return new double[2 * 7];
        }
    }

    @Nested
    class TimedDeepTests implements OnHeap {
        private final HeapField field = drawn(
                Sequential.of(
                        TimeDense.of(3),
                        new Softplus(),
                        new TimeDense(Dense.of(15).withoutBias()),
                        new Swish(),
                        Dense.of(3)),
                3);

        @Override
        public HeapField field() {
            return field;
        }

        @Override
        public double[] newState() {
            return new double[3 * 4];
        }
    }

    @Nested
    class SmoothUnitsTests implements OnHeap {
        private final HeapField field =
                drawn(Sequential.of(new Cube(), Dense.of(6), Elu.of(), Dense.of(9), new Gelu(), Dense.of(2)), 2);

        @Override
        public HeapField field() {
            return field;
        }

        @Override
        public double[] newState() {
            return new double[2 * 5];
        }
    }

    @Nested
    class EndingInTanhTests implements OnHeap {
        private final HeapField field = drawn(Sequential.of(new Tanh(), Dense.of(12), Dense.of(2), new Tanh()), 2);

        @Override
        public HeapField field() {
            return field;
        }

        @Override
        public double[] newState() {
            return new double[2 * 9];
        }
    }
}
