package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.Linearization;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NativeCount;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Plans as wholes: errors, memory, threads, modes. */
class PlanTests {

    private static final Layer BLOCK = Sequential.of(
            BatchNorm.of(), new Relu(), Conv2d.of(4, 3).withoutBias(), GroupNorm.of(2), new Swish(), Conv2d.of(4, 3));

    @Test
    void of_layerThatCannotTakeItsInput_namesLayerAndShapes() {
        Layer model = Sequential.of(
                Conv2d.of(16, 3),
                new Relu(),
                MaxPool2d.of(2),
                Conv2d.of(3, 1),
                Conv2d.of(16, 3).expecting(16));
        assertThatThrownBy(() -> Network.of(model, Shape.of(16, 16, 1), DataType.FLOAT, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv2d expects [height, width, 16] but the input is [8, 8, 3] (layer 4: conv3x3(16))");
    }

    @Test
    void outputShape_wrongRankOrSize_isRefused() {
        assertRefused(Conv2d.of(4, 3), Shape.of(5), "conv2d expects [height, width, channels] but the input is [5]");
        assertRefused(
                MaxPool2d.of(4),
                Shape.of(3, 8, 2),
                "maxPool expects an image of at least 4 x 4 but the input is [3, 8, 2]");
        assertRefused(GroupNorm.of(3), Shape.of(4), "groupNorm expects a multiple of 3 channels but the input is [4]");
        assertRefused(
                new Residual(Dense.of(3)),
                Shape.of(4),
                "residual expects a branch that preserves the shape but dense(3) maps [4] to [3]");
        assertRefused(
                SelfAttention.of(2),
                Shape.of(4, 3),
                "selfAttention expects [length, features], features a multiple of 2, but the input is [4, 3]");
        assertRefused(
                Concat.of(new Identity(), AveragePool2d.of(2)),
                Shape.of(4, 4, 1),
                "concat expects branches that differ in the last axis only but they give [4, 4, 1] and [2, 2, 1]");
    }

    private static void assertRefused(Layer layer, Shape input, String message) {
        assertThatThrownBy(() -> layer.outputShape(input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void settings_outOfRange_areRefused() {
        assertThatThrownBy(() -> Conv2d.of(4, 2)).hasMessage("conv2d kernel (2) must be odd and >= 1");
        assertThatThrownBy(() -> Dense.of(0)).hasMessage("dense units (0) must be >= 1");
        assertThatThrownBy(() -> new Dropout(1)).hasMessage("dropout rate (1.0) must be in [0, 1)");
        assertThatThrownBy(() -> new Elu(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new PositionalEmbedding(-1)).hasMessageContaining("standard deviation (-1.0)");
        assertThatThrownBy(() -> Shape.of(3, 0)).hasMessageContaining("[3, 0]");
        assertThatThrownBy(() -> new PlanBinding(DataType.FLOAT, 0, Mode.TRAIN)).hasMessage("batch (0) must be >= 1");
        assertThatThrownBy(() -> new PlanBinding(DataType.INT32, 1, Mode.TRAIN))
                .hasMessage("data type (INT) must be FLOAT or DOUBLE");
    }

    @Test
    void forwardAndBackward_afterTheFirst_makeNoArray() {
        try (LayerCase layerCase = new LayerCase(BLOCK, Shape.of(6, 6, 4), 3, Mode.TRAIN, DataType.FLOAT, 1)) {
            layerCase.forward();
            layerCase.plan.backward();
            NativeCount count = new NativeCount();
            for (int i = 0; i < 20; i++) {
                layerCase.plan.forward();
                layerCase.plan.backward();
            }
            assertThat(count.made()).isZero();
            NativeArrays.zeros(DataType.FLOAT, 1).close();
            assertThat(count.made()).isPositive();
        }
    }

    @Test
    void linearizations_ofOneBinding_costTheirActivationsOnly() {
        try (Network network = Network.of(BLOCK, Shape.of(6, 6, 4), DataType.FLOAT, 1)) {
            INDArray y = NativeArrays.zeros(DataType.FLOAT, 2, 6, 6, 4);
            INDArray dydt = NativeArrays.zeros(DataType.FLOAT, 2, 6, 6, 4);
            try (LayerBinding binding = network.field(Mode.TRAIN).bind(y)) {
                List<Linearization<INDArray>> frames = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    Linearization<INDArray> frame = binding.newLinearization();
                    frame.at(0, y, dydt);
                    frame.pullback(dydt, y, network.parameters());
                    frames.add(frame);
                }
                long shared = binding.bytes();
                Linearization<INDArray> more = binding.newLinearization();
                more.at(0, y, dydt);
                more.pullback(dydt, y, network.parameters());
                assertThat(binding.bytes()).isEqualTo(shared);
                assertThat(more.bytes()).isEqualTo(frames.get(0).bytes()).isPositive();
                more.close();
                frames.forEach(Linearization::close);
            }
        }
    }

    @Test
    void plan_madeInsideAnOpenWorkspace_outlivesIt() {
        try (LayerCase outside = new LayerCase(BLOCK, Shape.of(6, 6, 4), 2, Mode.TRAIN, DataType.FLOAT, 1)) {
            outside.forward();
            outside.backward();
            LayerCase inside;
            try (MemoryWorkspace workspace = Nd4j.getWorkspaceManager()
                    .getAndActivateWorkspace(
                            WorkspaceConfiguration.builder()
                                    .initialSize(1 << 20)
                                    .build(),
                            "caller")) {
                inside = new LayerCase(BLOCK, Shape.of(6, 6, 4), 2, Mode.TRAIN, DataType.FLOAT, 1);
                assertThat(workspace.isScopeActive()).isTrue();
            }
            try (MemoryWorkspace workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace("caller")) {
                // Writes over whatever was taken from the workspace before.
                Nd4j.valueArrayOf(new long[] {1 << 17}, Double.NaN, DataType.DOUBLE);
                assertThat(workspace.isScopeActive()).isTrue();
            }
            inside.forward();
            inside.backward();
            assertThat(inside.output()).isEqualTo(outside.output());
            assertThat(inside.parametersBar()).isEqualTo(outside.parametersBar());
            inside.close();
        }
    }

    @Test
    void bind_stateOfAnotherDataType_isRefused() {
        try (Network network = Network.of(new Residual(Dense.of(2)), Shape.of(2), DataType.FLOAT, 1)) {
            assertThatThrownBy(() -> network.field().bind(NativeArrays.zeros(DataType.DOUBLE, 1, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("y has data type DOUBLE but the parameters have FLOAT");
        }
    }

    @Test
    void close_network_freesItsArrays() {
        Network network = Network.of(BLOCK, Shape.of(6, 6, 4), DataType.FLOAT, 1);
        NetworkPlan plan = network.plan(2, Mode.TRAIN);
        INDArray gradient = NativeArrays.zerosLike(network.parameters());
        plan.bindBackward(gradient);
        assertThat(plan.bytes()).isPositive();
        plan.close();
        network.close();
        for (INDArray array :
                new INDArray[] {plan.input(), plan.output(), plan.outputBar(), network.parameters(), network.state()}) {
            assertThat(array.wasClosed()).isTrue();
        }
        assertThat(plan.bytes()).isZero();
    }

    @Test
    void plans_inSeveralThreads_giveTheSameBits() throws Exception {
        try (Network network = Network.of(BLOCK, Shape.of(6, 6, 4), DataType.FLOAT, 3)) {
            double[] x = LayerCase.normal(2 * 6 * 6 * 4, new SplittableRandom(4));
            double[] expected = run(network, x);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<double[]>> results = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    results.add(threads.submit(() -> run(network, x)));
                }
                for (Future<double[]> result : results) {
                    assertThat(result.get()).isEqualTo(expected);
                }
            } finally {
                threads.shutdown();
            }
        }
    }

    private static double[] run(Network network, double[] x) {
        try (NetworkPlan plan = network.plan(2, Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            for (int i = 0; i < 20; i++) {
                NativeArrays.write(x, plan.input());
                plan.forward();
                NativeArrays.copy(plan.output(), plan.outputBar());
                plan.backward();
            }
            return NativeArrays.toHeap(gradient);
        }
    }

    @Test
    void batchNorm_training_normalisesAndCommitsOnceWhenTold() {
        try (LayerCase layerCase =
                new LayerCase(BatchNorm.of(), Shape.of(4, 5, 2), 3, Mode.TRAIN, DataType.DOUBLE, 9)) {
            double[] parameters = NativeArrays.toHeap(layerCase.network.parameters());
            layerCase.forward();
            layerCase.forward();
            assertThat(NativeArrays.toHeap(layerCase.network.state())).containsExactly(0, 0, 1, 1);
            layerCase.plan.commitStatistics();
            double[] state = NativeArrays.toHeap(layerCase.network.state());
            for (int c = 0; c < 2; c++) {
                double mean = 0;
                for (int i = c; i < layerCase.input.length; i += 2) {
                    mean += layerCase.input[i] / 60;
                }
                double variance = 0;
                for (int i = c; i < layerCase.input.length; i += 2) {
                    variance += (layerCase.input[i] - mean) * (layerCase.input[i] - mean) / 60;
                }
                assertThat(state[c]).isCloseTo(0.1 * mean, within(1e-14));
                assertThat(state[2 + c]).isCloseTo(0.9 + 0.1 * variance * 60 / 59, within(1e-14));
                double y = parameters[c] * (layerCase.input[c] - mean) / Math.sqrt(variance + 1e-5) + parameters[2 + c];
                assertThat(layerCase.output()[c]).isCloseTo(y, within(1e-13));
            }
        }
    }

    /** Looks at the network's own statistics where a field's evaluation gathers those of a batch. */
    private record Onlooker(List<Double> seen, List<INDArray> state) implements Layer {
        @Override
        public String name() {
            return "onlooker";
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray none) {
            return new ProgramPlan(input, true, new Program(), (backward, bar, parametersBar) -> bar)
                    .withCommit(() -> seen.add(state.get(0).getDouble(0)));
        }
    }

    @Test
    void evaluate_fieldInTraining_leavesTheNetworksStatisticsToOtherThreads() {
        Onlooker onlooker = new Onlooker(new ArrayList<>(), new ArrayList<>());
        try (Network network = Network.of(Sequential.of(BatchNorm.of(), onlooker), Shape.of(1), DataType.DOUBLE, 1);
                INDArray y = NativeArrays.vector(DataType.DOUBLE, new double[] {3, 5})
                        .reshape(2, 1);
                LayerBinding binding = network.field(Mode.TRAIN).bind(y)) {
            onlooker.state.add(network.state());
            binding.beginForward();
            binding.evaluate(0, y, NativeArrays.zerosLike(y));
            binding.endForward();
            assertThat(onlooker.seen).containsExactly(0.0);
            binding.commitStatistics();
            assertThat(network.state().getDouble(0)).isCloseTo(0.1 * 4, within(1e-15));
        }
    }

    /** The rectifier writes over what was joined: looked for once more, the overflow behind it must be met once more. */
    @Test
    void firstNonFinite_layerInPlaceBehindAConcat_replaysTheConcat() {
        Layer layers = Sequential.of(
                Concat.of(new Identity()), new LeakyRelu(0.5), Dense.of(1).withoutBias());
        try (Network network = Network.of(layers, Shape.of(1), DataType.FLOAT, 1);
                NetworkPlan plan = network.plan(1, Mode.EVALUATE)) {
            network.parameters().assign(7);
            plan.input().assign(-1e38);
            plan.forward();
            assertThat(plan.firstNonFinite()).hasValue("layer 2 (dense(1))");
        }
    }

    @Test
    void batchNorm_evaluating_usesTheState() {
        try (LayerCase layerCase = new LayerCase(BatchNorm.of(), Shape.of(2), 1, Mode.EVALUATE, DataType.DOUBLE, 9)) {
            NativeArrays.write(new double[] {0.5, -1, 4, 0.25}, layerCase.network.state());
            double[] p = NativeArrays.toHeap(layerCase.network.parameters());
            layerCase.forward();
            double[] x = layerCase.input;
            assertThat(layerCase.output())
                    .containsExactly(
                            new double[] {
                                p[0] * (x[0] - 0.5) / Math.sqrt(4 + 1e-5) + p[2],
                                p[1] * (x[1] + 1) / Math.sqrt(0.25 + 1e-5) + p[3]
                            },
                            within(1e-14));
        }
    }

    @Test
    void resample_dropoutAndStochasticDepth_makeNoArray() {
        Layer layers = Sequential.of(new Dropout(0.5), new StochasticDepth(Dense.of(3), 0.5));
        try (Network network = Network.of(layers, Shape.of(3), DataType.FLOAT, 1);
                NetworkPlan plan = network.plan(4, Mode.TRAIN)) {
            SplittableRandom random = new SplittableRandom(1);
            plan.resample(random);
            NativeCount count = new NativeCount();
            for (int i = 0; i < 5; i++) {
                plan.resample(random);
            }
            assertThat(count.made()).isZero();
        }
    }

    @Test
    void dropout_mask_staysUntilResampledAndIsSharedByFrames() {
        try (Network network = Network.of(new Dropout(0.5), Shape.of(1000), DataType.FLOAT, 1)) {
            INDArray y = NativeArrays.zeros(DataType.FLOAT, 1, 1000).assign(1);
            INDArray first = NativeArrays.zeros(DataType.FLOAT, 1, 1000);
            INDArray second = NativeArrays.zeros(DataType.FLOAT, 1, 1000);
            try (LayerBinding binding = network.field(Mode.TRAIN).bind(y);
                    Linearization<INDArray> frame = binding.newLinearization()) {
                binding.evaluate(0, y, first);
                assertThat(NativeArrays.toHeap(first)).containsOnly(1);
                binding.resample(new SplittableRandom(5));
                binding.evaluate(0, y, first);
                frame.at(1, y, second);
                double[] values = NativeArrays.toHeap(first);
                assertThat(NativeArrays.toHeap(second)).isEqualTo(values);
                assertThat(values).containsOnly(0, 2);
                // 1000 coins: 6 standard deviations
                assertThat(Arrays.stream(values).sum()).isCloseTo(1000, within(6 * Math.sqrt(1000)));
                binding.resample(new SplittableRandom(6));
                binding.evaluate(0, y, first);
                assertThat(NativeArrays.toHeap(first)).isNotEqualTo(values);
            }
            try (LayerBinding binding = network.field().bind(y)) {
                binding.evaluate(0, y, first);
                assertThat(NativeArrays.toHeap(first)).containsOnly(1);
            }
        }
    }

    @Test
    void embedding_tokens_selectRowsAndRefuseOthers() {
        try (LayerCase layerCase = new LayerCase(new Embedding(4, 3), Shape.of(2), 2, Mode.TRAIN, DataType.DOUBLE, 1)) {
            NativeArrays.write(new double[] {3, 0, 3, 3}, layerCase.plan.input());
            layerCase.forward();
            double[] table = NativeArrays.toHeap(layerCase.network.parameters());
            assertThat(Arrays.copyOf(layerCase.output(), 3)).containsExactly(Arrays.copyOfRange(table, 9, 12));
            layerCase.backward();
            double[] w = layerCase.cotangent;
            double[] bar = layerCase.parametersBar();
            assertThat(Arrays.copyOf(bar, 3)).containsExactly(Arrays.copyOfRange(w, 3, 6));
            assertThat(bar[9]).isCloseTo(w[0] + w[6] + w[9], within(1e-15));
            assertThat(Arrays.copyOfRange(bar, 3, 9)).containsOnly(0);
            for (double bad : new double[] {4, -1, 0.5, Double.NaN}) {
                NativeArrays.write(new double[] {bad, 0, 0, 0}, layerCase.plan.input());
                assertThatThrownBy(layerCase::forward)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("token (" + bad + ") must be a whole number in [0, 4)");
            }
        }
    }

    @Test
    void forward_nanInOneComponent_isNotHidden() {
        for (Layer layer : List.of(
                new Relu(),
                LeakyRelu.of(),
                Elu.of(),
                new Softplus(),
                new Sigmoid(),
                new Gelu(),
                new Swish(),
                MaxPool2d.of(2))) {
            try (LayerCase layerCase = new LayerCase(layer, Shape.of(2, 2, 2), 1, Mode.TRAIN, DataType.FLOAT, 1)) {
                layerCase.input[2] = Double.NaN;
                NativeArrays.write(layerCase.input, layerCase.plan.input());
                layerCase.forward();
                assertThat(Arrays.stream(layerCase.output()).anyMatch(Double::isNaN))
                        .as(layer.name())
                        .isTrue();
            }
        }
    }

    @Test
    void softplusAndSigmoid_largeArguments_doNotOverflow() {
        try (LayerCase softplus = new LayerCase(new Softplus(), Shape.of(4), 1, Mode.TRAIN, DataType.FLOAT, 1);
                LayerCase sigmoid = new LayerCase(new Sigmoid(), Shape.of(4), 1, Mode.TRAIN, DataType.FLOAT, 1)) {
            double[] x = {-200, -1, 1, 200};
            NativeArrays.write(x, softplus.plan.input());
            NativeArrays.write(x, sigmoid.plan.input());
            softplus.forward();
            sigmoid.forward();
            double e = Math.log1p(Math.exp(-1));
            assertThat(softplus.output()).containsExactly(new double[] {0, e, 1 + e, 200}, within(1e-6));
            double s = 1 / (1 + Math.exp(-1));
            assertThat(sigmoid.output()).containsExactly(new double[] {0, 1 - s, s, 1}, within(1e-7));
        }
    }
}
