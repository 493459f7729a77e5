package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Doubles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.adjoint.Linearization;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.nd4j.Backend;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.onednn.OneDnn;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Dense layers with their rows divided among threads against the same layers on one thread. */
@EnabledIf("isAvailable")
class RowsPlanTests {
    private static final long SEED = 20_261_126;
    private static final int WIDTH = 48;
    /** Odd, and enough work for three threads. */
    private static final int BATCH = 1_037;

    private int threads;

    static boolean isAvailable() {
        return OneDnn.isAvailable();
    }

    @BeforeEach
    void remember() {
        threads = Backend.threads();
    }

    @AfterEach
    void restore() {
        Backend.setThreads(threads);
    }

    static List<Layer> layers() {
        return List.of(
                Sequential.of(Dense.of(112), new Tanh(), Dense.of(100), new Tanh(), Dense.of(WIDTH)),
                Sequential.of(TimeDense.of(130), new Tanh(), TimeDense.of(WIDTH)),
                Sequential.of(Dense.of(300).withoutBias(), new Tanh(), Dense.of(WIDTH), new Tanh()),
                Sequential.of(new TimeDense(Dense.of(200).withoutBias()), Dense.of(20)),
                Sequential.of(Dense.of(3_000), new Tanh(), Dense.of(WIDTH)), // sums by other kernels
                new Residual(Sequential.of(Dense.of(150), new Tanh(), Dense.of(WIDTH))));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void pass_byTwoOrThreeThreads_givesTheNumbersOfOne(Layer layer) {
        double[][] expected = pass(layer, 1);
        for (int count = 2; count <= 3; count++) {
            double[][] actual = pass(layer, count);
            for (int part = 0; part < 3; part++) {
                assertClose(actual[part], expected[part], 1e-5);
            }
            assertClose(actual[3], expected[3], 1e-4); // one number, in which large ones cancel
            assertThat(pass(layer, count)).as("again, with %s threads", count).isDeepEqualTo(actual);
        }
    }

    /** Output, cotangents of input, parameters and time after the second pass through one plan. */
    private static double[][] pass(Layer layer, int count) {
        Backend.setThreads(count);
        try (Bound bound = new Bound(layer, BATCH)) {
            bound.run(0.3, SEED);
            return bound.run(0.7, SEED + 1);
        }
    }

    private static void assertClose(double[] actual, double[] expected, double bound) {
        double norm = Math.sqrt(Arrays.stream(expected).map(v -> v * v).sum());
        double[] difference = new double[expected.length];
        Arrays.setAll(difference, i -> actual[i] - expected[i]);
        assertThat(Math.sqrt(Arrays.stream(difference).map(v -> v * v).sum()))
                .as("distance, seed " + SEED)
                .isLessThanOrEqualTo(bound * norm + 1e-6);
    }

    @Test
    void pays_enoughRowsOfDenseLayersOnly_isTrue() {
        Backend.setThreads(2);
        List<Layer> wide = List.of(Dense.of(256), new Tanh(), Dense.of(64));
        assertThat(pays(wide, 512)).isTrue();
        assertThat(pays(wide, 31)).as("too few rows").isFalse();
        assertThat(pays(List.of(Dense.of(600), new Tanh(), Dense.of(64)), 64))
                .as("more to sum over parts than is saved")
                .isFalse();
        assertThat(pays(List.of(Dense.of(8), new Tanh()), 512))
                .as("too little work")
                .isFalse();
        assertThat(pays(List.of(new Tanh(), Dense.of(512), Dense.of(64)), 512))
                .as("a tangent that is not fused")
                .isFalse();
        assertThat(pays(List.of(Dense.of(512), BatchNorm.of(), Dense.of(64)), 512))
                .as("rows that depend on each other")
                .isFalse();
        Backend.setThreads(1);
        assertThat(pays(wide, 512)).as("one thread").isFalse();
    }

    private static boolean pays(List<Layer> layers, int batch) {
        try (PlanBinding binding = new PlanBinding(DataType.FLOAT, batch, Mode.TRAIN);
                PlanContext context = binding.newFrame()) {
            return RowsPlan.pays(context, layers, context.allocate(Shape.of(64)));
        }
    }

    /** An output that the backward pass reads must not be where others write. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void planInto_writesThereUnlessItsBackwardPassReadsIt(boolean tanhLast) {
        Backend.setThreads(2);
        Layer dense = Sequential.of(Dense.of(200), new Tanh(), Dense.of(WIDTH));
        Layer layer = tanhLast ? Sequential.of(Dense.of(200), Dense.of(WIDTH), new Tanh()) : dense;
        try (Bound bound = new Bound(layer, BATCH);
                PlanContext frame = bound.binding.newFrame()) {
            INDArray place = frame.allocate(Shape.of(WIDTH));
            LayerPlan plan = layer.planInto(frame, bound.input, bound.parameters, bound.state, place);
            assertThat(plan).isInstanceOf(RowsPlan.class);
            bound.run(0, SEED);
            plan.forward(0);
            assertThat(NativeArrays.sameMemory(plan.output(), place)).isEqualTo(!tanhLast);
            assertThat(NativeArrays.toHeap(plan.output())).isEqualTo(NativeArrays.toHeap(bound.plan.output()));
            assertThat(plan.needsOutput()).isEqualTo(tanhLast);
            plan.close();
        }
    }

    @Test
    void firstNonFinite_oneBadRowAnywhere_namesTheLayer() {
        Backend.setThreads(2);
        Layer layer = Sequential.of(Dense.of(200), new Tanh(), Dense.of(WIDTH));
        for (int row : new int[] {0, BATCH - 1}) {
            try (Bound bound = new Bound(layer, BATCH)) {
                bound.run(0, SEED);
                assertThat(bound.plan.firstNonFinite(0)).isEmpty();
                bound.input.putScalar(row, 3, Double.NaN);
                bound.plan.forward(0);
                assertThat(bound.plan.firstNonFinite(0)).hasValue("layer 0 (dense(200))");
            }
        }
    }

    /** What follows may have written over it, and is replayed on it. */
    @Test
    void firstNonFinite_outputWrittenByOthers_writesItAgain() {
        Backend.setThreads(2);
        Layer layer = Sequential.of(Dense.of(200), new Tanh(), Dense.of(WIDTH));
        try (Bound bound = new Bound(layer, BATCH)) {
            double[] expected = bound.run(0, SEED)[0];
            bound.plan.output().assign(Double.NaN);
            assertThat(bound.plan.firstNonFinite(0)).isEmpty();
            assertThat(NativeArrays.toHeap(bound.plan.output())).isEqualTo(expected);
        }
    }

    /** Scratch is a part's own: else threads that share a frame's would meet in it. */
    @Test
    void run_plansOfSeveralCallersAtOnce_haveTheBitsOfOneAfterTheOther() {
        Backend.setThreads(2);
        Layer layer = layers().get(0);
        double[][] expected = pass(layer, 2);
        List<CompletableFuture<double[][]>> calls = new ArrayList<>();
        for (int caller = 0; caller < 3; caller++) {
            calls.add(CompletableFuture.supplyAsync(() -> pass(layer, 2)));
        }
        calls.forEach(call -> assertThat(call.join()).isDeepEqualTo(expected));
    }

    /** Frames are made when first needed: the number of threads may have changed since the first. */
    @Test
    void binding_framesMadeUnderSeveralNumbersOfThreads_giveTheSameNumbers() {
        Layer layer = layers().get(0);
        Shape shape = Shape.of(WIDTH);
        double[] start = layer.initialParameters(shape, new SplittableRandom(SEED));
        try (INDArray parameters = NativeArrays.vector(DataType.FLOAT, start);
                INDArray y = NativeArrays.zeros(DataType.FLOAT, BATCH, WIDTH);
                INDArray dydt = NativeArrays.zerosLike(y);
                LayerBinding binding = new LayerField(
                                layer,
                                shape,
                                parameters,
                                NativeArrays.vector(DataType.FLOAT, new double[0]),
                                Mode.TRAIN)
                        .bind(y)) {
            NativeArrays.write(LayerCase.normal(y.length(), new SplittableRandom(SEED)), y);
            List<double[]> values = new ArrayList<>();
            for (int count : new int[] {2, 3, 1}) {
                Backend.setThreads(count);
                try (Linearization<INDArray> linearization = binding.newLinearization();
                        INDArray yBar = NativeArrays.zerosLike(y);
                        INDArray parametersBar = NativeArrays.zerosLike(parameters)) {
                    linearization.at(0, y, dydt);
                    linearization.pullback(y, yBar, parametersBar);
                    values.add(Doubles.concat(
                            NativeArrays.toHeap(dydt), NativeArrays.toHeap(yBar), NativeArrays.toHeap(parametersBar)));
                }
            }
            values.forEach(value -> assertClose(value, values.get(2), 1e-5));
        }
    }

    @Test
    void backward_fewerParametersThanParts_sumsThem() {
        Backend.setThreads(3);
        Shape shape = Shape.of(1 << 13, 1);
        try (Network network = Network.of(Sequential.of(Dense.of(1)), shape, DataType.FLOAT, SEED);
                NetworkPlan plan = network.plan(768, Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            plan.input().assign(0.5);
            plan.forward();
            plan.outputBar().assign(1);
            plan.backward();
            assertThat(NativeArrays.toHeap(gradient)).containsExactly(384.0 * shape.size(), 768.0 * shape.size());
        }
    }

    @Test
    void bytes_countFramesAndScratchOfAllParts() {
        Layer layer = Sequential.of(Dense.of(200), new Tanh(), Dense.of(WIDTH));
        long[] bytes = new long[2];
        for (int count = 1; count <= 2; count++) {
            Backend.setThreads(count);
            try (Bound bound = new Bound(layer, BATCH)) {
                bytes[count - 1] = bound.context.bytes() + bound.plan.bytes() + bound.binding.bytes();
            }
        }
        // The same frames and scratch, cut in pieces, and a second sum of the parameters' cotangents.
        assertThat(bytes[1]).isBetween(bytes[0], bytes[0] * 3 / 2);
    }

    /** A layer bound, forwards and backwards. */
    private static final class Bound implements AutoCloseable {
        final PlanBinding binding;
        final PlanContext context;
        final INDArray input;
        final INDArray parameters;
        final INDArray state = NativeArrays.vector(DataType.FLOAT, new double[0]);
        final LayerPlan plan;
        private final INDArray gradient;
        private final INDArray bar;
        private final INDArray bottom;

        Bound(Layer layer, int batch) {
            Shape shape = Shape.of(WIDTH);
            SplittableRandom random = new SplittableRandom(SEED);
            double[] start = layer.initialParameters(shape, random);
            Arrays.setAll(start, i -> start[i] + 0.1 * random.nextGaussian());
            binding = new PlanBinding(DataType.FLOAT, batch, Mode.TRAIN);
            context = binding.newFrame();
            input = context.allocate(shape);
            parameters = NativeArrays.vector(DataType.FLOAT, start);
            gradient = NativeArrays.zerosLike(parameters);
            plan = layer.plan(context, input, parameters, state);
            bar = context.acquire(plan.output().shape());
            bottom = plan.bindBackward(bar, gradient);
        }

        double[][] run(double t, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            NativeArrays.write(LayerCase.normal(input.length(), random), input);
            plan.forward(t);
            double[] output = NativeArrays.toHeap(plan.output());
            NativeArrays.write(LayerCase.normal(bar.length(), random), bar);
            double timeBar = plan.backward();
            return new double[][] {
                output, NativeArrays.toHeap(bottom), NativeArrays.toHeap(gradient), new double[] {timeBar}
            };
        }

        @Override
        public void close() {
            plan.close();
            context.close();
            binding.close();
            parameters.close();
            gradient.close();
        }
    }
}
