package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.primitives.Doubles;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.nd4j.Backend;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.onednn.OneDnn;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Plans by oneDNN's kernels against plans by ND4J's operations. */
@EnabledIf("isAvailable")
class DirectKernelsTests {
    private static final long SEED = 20_261_125;

    static boolean isAvailable() {
        return OneDnn.isAvailable();
    }

    static List<Arguments> layers() {
        Layer rectified = Sequential.of(
                BatchNorm.of(),
                new Relu(),
                Conv2d.of(16, 3).withoutBias(),
                BatchNorm.of(),
                new Relu(),
                Conv2d.of(5, 3));
        return List.of(
                arguments(Conv2d.of(16, 3), Shape.of(9, 7, 16), 3),
                arguments(Conv2d.of(16, 3).withStride(2), Shape.of(9, 7, 3), 2),
                arguments(Conv2d.of(64, 3), Shape.of(14, 15, 64), 16), // wide enough for Winograd's algorithm
                arguments(Conv2d.of(80, 3).withoutBias(), Shape.of(16, 16, 48), 16),
                arguments(Conv2d.of(64, 3).withDilation(2), Shape.of(9, 9, 64), 8),
                arguments(Conv2d.of(17, 1), Shape.of(6, 5, 33), 2),
                arguments(GroupedConv2d.of(32, 3, 2), Shape.of(8, 8, 32), 2),
                arguments(ConvTranspose2d.of(16, 3, 2), Shape.of(5, 6, 32), 2),
                arguments(Dense.of(7), Shape.of(5), 4),
                arguments(Dense.of(1).withoutBias(), Shape.of(3, 1), 1),
                arguments(TimeDense.of(7), Shape.of(5), 4),
                arguments(new TimeDense(Dense.of(6).withoutBias()), Shape.of(3, 4), 3),
                arguments(Sequential.of(TimeDense.of(9), new Tanh(), TimeDense.of(5)), Shape.of(5), 4),
                arguments(new Tanh(), Shape.of(33), 5),
                arguments(Sequential.of(Dense.of(50), new Tanh(), Dense.of(64), new Tanh()), Shape.of(4, 16), 9),
                arguments(Sequential.of(Dense.of(256), new Tanh(), Dense.of(3)), Shape.of(64), 100),
                arguments(BatchNorm.of(), Shape.of(5, 3, 16), 4),
                arguments(BatchNorm.of(), Shape.of(4, 6, 64), 3),
                arguments(BatchNorm.of(), Shape.of(7), 33),
                arguments(Sequential.of(BatchNorm.of(), new Relu()), Shape.of(6, 6, 3), 5),
                arguments(Sequential.of(BatchNorm.of(), new Relu(), new Tanh()), Shape.of(12), 9),
                arguments(rectified, Shape.of(8, 8, 16), 4),
                arguments(rectified, Shape.of(3, 3, 5), 1),
                arguments(blocked(64, 64), Shape.of(14, 15, 64), 16), // in blocks of channels throughout
                arguments(blocked(96, 48), Shape.of(16, 16, 48), 16),
                arguments(blocked(48, 80), Shape.of(16, 16, 64), 16));
    }

    private static Layer blocked(int inner, int outer) {
        return Sequential.of(
                BatchNorm.of(),
                new Relu(),
                Conv2d.of(inner, 3).withoutBias(),
                BatchNorm.of(),
                Conv2d.of(inner, 3),
                BatchNorm.of(),
                new Relu(),
                Conv2d.of(outer, 3));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void plan_eitherRoute_givesTheSameNumbers(Layer layer, Shape shape, int batch) {
        Pass direct = new Pass(layer, shape, batch, true, 1);
        Pass plain = new Pass(layer, shape, batch, false, 1);
        // A rounding may move a number over the rectifier's kink, which changes its cotangent by its size.
        double ofCotangents = layer.toString().contains("Relu") ? 5e-3 : 2e-5;
        assertClose("output", direct.output, plain.output, 2e-5);
        assertClose("input's cotangent", direct.inputBar, plain.inputBar, ofCotangents);
        assertClose("parameters' cotangent", direct.parametersBar, plain.parametersBar, ofCotangents);
        assertClose("state", direct.state, plain.state, 2e-5);
        assertThat(direct.timeBar).isCloseTo(plain.timeBar, within(2e-5 * Math.max(1, Math.abs(plain.timeBar))));
    }

    /** In the Euclidean norm: Winograd's algorithm errs by some 1e-6 of it, sums of thousands of products too. */
    private static void assertClose(String what, double[] actual, double[] expected, double bound) {
        assertThat(actual).hasSameSizeAs(expected);
        double norm = 0;
        double difference = 0;
        for (int i = 0; i < actual.length; i++) {
            norm = Math.hypot(norm, expected[i]);
            difference = Math.hypot(difference, actual[i] - expected[i]);
        }
        assertThat(difference).as(what + ", seed " + SEED).isLessThanOrEqualTo(bound * norm);
    }

    /** The kernels for wide rows are wrong here: 19 taps on one row, and on two. */
    @Test
    void plan_kernelFarBeyondTheImage_equalsTheOneInDouble() {
        assertEqualsDouble(Conv2d.of(32, 19), Shape.of(1, 17, 32));
        assertEqualsDouble(Conv2d.of(49, 7).withDilation(3), Shape.of(2, 17, 16));
    }

    private static void assertEqualsDouble(Layer layer, Shape shape) {
        Pass direct = new Pass(layer, shape, 2, true, 1);
        Pass exact = new Pass(layer, shape, 2, DataType.DOUBLE, false, 1);
        assertClose("output", direct.output, exact.output, 2e-5);
        assertClose("input's cotangent", direct.inputBar, exact.inputBar, 2e-5);
        assertClose("parameters' cotangent", direct.parametersBar, exact.parametersBar, 2e-5);
    }

    @Test
    void plan_rectifiedNormalisation_keepsNaNAndInfinity() {
        Layer layer = Sequential.of(BatchNorm.of(), new Relu(), Conv2d.of(2, 3));
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            double[] output = new Pass(layer, Shape.of(4, 4, 3), 2, true, bad).output;
            assertThat(Arrays.stream(output).anyMatch(Double::isNaN))
                    .as("input with " + bad)
                    .isTrue();
        }
    }

    /** Kernels take scratch for each thread: as many as there were when the plan was made must do, in whichever thread it runs. */
    @Test
    void forward_withMoreOrFewerThreadsThanWhenPlanned_givesTheSameNumbers() throws Exception {
        Layer layer = Sequential.of(Conv2d.of(16, 3), BatchNorm.of(), new Relu(), Conv2d.of(16, 3), BatchNorm.of());
        Shape shape = Shape.of(24, 24, 16);
        double[] start = layer.initialParameters(shape, new SplittableRandom(SEED));
        int threads = Nd4j.getEnvironment().maxThreads();
        List<double[]> outputs = new ArrayList<>();
        try (INDArray parameters = NativeArrays.vector(DataType.FLOAT, start);
                INDArray state = NativeArrays.vector(DataType.FLOAT, layer.initialState(shape));
                PlanBinding binding = new PlanBinding(DataType.FLOAT, 8, Mode.TRAIN);
                PlanContext context = binding.newFrame()) {
            INDArray input = context.allocate(shape);
            NativeArrays.write(LayerCase.normal(shape.size() * 8, new SplittableRandom(SEED)), input);
            for (int planned : new int[] {1, 3}) {
                Backend.setThreads(planned);
                try (LayerPlan plan = layer.plan(context, input, parameters, state)) {
                    for (int running : new int[] {3, 1}) {
                        NativeArrays.setZero(plan.output());
                        Runnable pass = () -> {
                            Backend.setThreads(running);
                            plan.forward(0);
                        };
                        CompletableFuture.runAsync(pass, work -> new Thread(work).start())
                                .get();
                        outputs.add(NativeArrays.toHeap(plan.output()));
                    }
                }
            }
        } finally {
            Backend.setThreads(threads);
        }
        outputs.forEach(output -> assertClose("output", output, outputs.get(0), 2e-5));
    }

    /** A finite scale over a root that is too small: infinity times 0. */
    @Test
    void plan_rectifiedNormalisationOfAHugeScale_keepsNaN() {
        Layer layer = Sequential.of(new BatchNorm(0.1, 1e-5, 1e38), new Relu());
        for (boolean direct : new boolean[] {true, false}) {
            double[] output = new Pass(layer, Shape.of(3), 1, direct, 1).output;
            assertThat(Arrays.stream(output).anyMatch(Double::isNaN)).isTrue();
        }
    }

    /** A rectified norm, which is told from two layers by the bit a number that it remembers. */
    @Test
    void planInto_lastTwoLayersInOneKernel_stayInOne() {
        Layer layer = Sequential.of(Conv2d.of(16, 3), BatchNorm.of(), new Relu());
        Shape shape = Shape.of(8, 8, 16);
        double[] start = layer.initialParameters(shape, new SplittableRandom(SEED));
        try (INDArray parameters = NativeArrays.vector(DataType.FLOAT, start);
                INDArray state = NativeArrays.vector(DataType.FLOAT, layer.initialState(shape));
                PlanBinding binding = new PlanBinding(DataType.FLOAT, 4, Mode.TRAIN);
                PlanContext outer = binding.newFrame();
                PlanContext frame = binding.newFrame();
                PlanContext placed = binding.newFrame()) {
            INDArray input = outer.allocate(shape);
            layer.plan(frame, input, parameters, state);
            layer.planInto(placed, input, parameters, state, outer.allocate(shape));
            assertThat(placed.bytes()).isEqualTo(frame.bytes());
        }
    }

    @Test
    void plan_affineMapWithTanh_keepsNaNAndSaturates() {
        Layer layer = Sequential.of(Dense.of(20), new Tanh());
        double[] output = new Pass(layer, Shape.of(3), 2, true, Double.NaN).output;
        assertThat(Arrays.stream(output, 0, 20).allMatch(Double::isNaN)).isTrue();
        assertThat(Arrays.stream(output, 20, 40).allMatch(Double::isFinite)).isTrue();
        for (double huge : new double[] {1e30, Double.POSITIVE_INFINITY}) {
            double[] saturated = new Pass(layer, Shape.of(3), 2, true, huge).output;
            assertThat(Arrays.stream(saturated, 0, 20).map(Math::abs)).containsOnly(1.0);
        }
    }

    /** Winograd's transpose ends the process where they do not. */
    @Test
    void arrays_ofAPlan_startAtMultiplesOf64Bytes() {
        try (PlanBinding binding = new PlanBinding(DataType.FLOAT, 3, Mode.TRAIN);
                PlanContext context = binding.newFrame()) {
            for (long length : new long[] {1, 5, 63, 1000, 100_003}) {
                assertThat(NativeArrays.address(context.acquire(length)) % 64).isZero();
                assertThat(NativeArrays.address(context.allocate(length)) % 64).isZero();
            }
        }
    }

    /** A caller who wants the input's cotangent only may drop the parameters' one, into which the kernels still write. */
    @Test
    void backward_arraysOfDroppedGradient_areKept() {
        for (Layer layer : List.of(Conv2d.of(3, 3), BatchNorm.of(), Dense.of(4))) {
            try (Network network = Network.of(layer, Shape.of(4, 4, 2), DataType.FLOAT, SEED);
                    NetworkPlan plan = network.plan(2, Mode.TRAIN)) {
                WeakReference<DataBuffer> gradient = bindOwnGradient(network, plan);
                System.gc();
                assertThat(gradient.get()).as(layer.name()).isNotNull();
                plan.forward();
                plan.backward();
            }
        }
    }

    private static WeakReference<DataBuffer> bindOwnGradient(Network network, NetworkPlan plan) {
        INDArray gradient = NativeArrays.zerosLike(network.parameters());
        plan.bindBackward(gradient);
        return new WeakReference<>(gradient.data());
    }

    @Test
    void forward_ofAClosedPlan_isRefused() {
        PlanBinding binding = new PlanBinding(DataType.FLOAT, 1, Mode.TRAIN);
        PlanContext context = binding.newFrame();
        INDArray input = context.allocate(Shape.of(4, 4, 2));
        INDArray weights = NativeArrays.vector(DataType.FLOAT, new double[9 * 2 * 2]);
        LayerPlan plan = Conv2d.of(2, 3).withoutBias().plan(context, input, weights, NativeArrays.slice(weights, 0, 0));
        plan.forward(0);
        plan.close();
        context.close();
        binding.close();
        assertThatThrownBy(() -> plan.forward(0)).isInstanceOf(IllegalStateException.class);
        weights.close();
    }

    /** One forward and backward pass; the first number of the input is multiplied by a factor. */
    private static final class Pass {
        final double[] output;
        final double[] inputBar;
        final double[] parametersBar;
        final double[] state;
        final double timeBar;

        Pass(Layer layer, Shape shape, int batch, boolean direct, double factor) {
            this(layer, shape, batch, DataType.FLOAT, direct, factor);
        }

        Pass(Layer layer, Shape shape, int batch, DataType type, boolean direct, double factor) {
            SplittableRandom random = new SplittableRandom(SEED);
            double[] start = layer.initialParameters(shape, random);
            for (int i = 0; i < start.length; i++) {
                start[i] += 0.1 * random.nextGaussian();
            }
            double[] x = LayerCase.normal(shape.size() * batch, random);
            x[0] *= factor;
            INDArray parameters = NativeArrays.vector(type, start);
            INDArray gradient = NativeArrays.zerosLike(parameters);
            INDArray statistics = NativeArrays.vector(type, layer.initialState(shape));
            try (PlanBinding binding = new PlanBinding(type, batch, Mode.TRAIN, direct);
                    PlanContext context = binding.newFrame()) {
                INDArray input = context.allocate(shape);
                NativeArrays.write(x, input);
                try (LayerPlan plan = layer.plan(context, input, parameters, statistics)) {
                    plan.forward(0.7);
                    plan.commitStatistics();
                    output = NativeArrays.toHeap(plan.output());
                    INDArray bar = context.acquire(plan.output().shape());
                    INDArray bottom = plan.bindBackward(bar, gradient);
                    NativeArrays.write(LayerCase.normal(bar.length(), random), bar);
                    timeBar = plan.backward();
                    inputBar = NativeArrays.toHeap(bottom);
                    parametersBar = NativeArrays.toHeap(gradient);
                    state = NativeArrays.toHeap(statistics);
                    double[] barValues = LayerCase.normal(bar.length(), new SplittableRandom(SEED + 1));
                    double[] first = run(plan, x, input, barValues, bar, bottom, gradient);
                    double[] nan = new double[x.length];
                    Arrays.fill(nan, Double.NaN);
                    run(plan, nan, input, barValues, bar, bottom, gradient);
                    assertThat(run(plan, x, input, barValues, bar, bottom, gradient))
                            .as("after a pass over NaN")
                            .isEqualTo(first);
                }
            }
            parameters.close();
            gradient.close();
            if (!statistics.isEmpty()) {
                statistics.close();
            }
        }

        /** All that a forward and a backward pass give. */
        private static double[] run(
                LayerPlan plan,
                double[] x,
                INDArray input,
                double[] barValues,
                INDArray bar,
                INDArray bottom,
                INDArray gradient) {
            NativeArrays.write(x, input);
            plan.forward(0);
            NativeArrays.write(barValues, bar);
            double[] output = NativeArrays.toHeap(plan.output());
            plan.backward();
            return Doubles.concat(output, NativeArrays.toHeap(bottom), NativeArrays.toHeap(gradient));
        }
    }
}
