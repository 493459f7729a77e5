package org.kutta.nn.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.nn.Network;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.GlobalAveragePool;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.Labels;
import org.kutta.nn.train.NetworkEvaluator;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingResult;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

class ImageModelTests {
    private static final Shape IMAGE = Shape.of(5, 4, 2);
    private static final Mesh MESH = Mesh.uniform(0, 1, 2);

    private static Sequential subnet(Layer norm) {
        return Sequential.of(norm, new Tanh(), Conv2d.of(2, 3));
    }

    private static Sequential model(Layer depth) {
        return Sequential.of(Conv2d.of(2, 3), depth, new GlobalAveragePool(), Dense.of(3));
    }

    static Stream<Layer> depths() {
        Layer batch = subnet(BatchNorm.of());
        Layer group = subnet(GroupNorm.of(2));
        OdeSolver fixed = OdeSolver.fixed(Tableaus.HEUN3, 2);
        return Stream.of(
                RungeKuttaStack.perStage(Tableaus.MIDPOINT, MESH, batch),
                RungeKuttaStack.perStage(Tableaus.RK4, MESH, group).withAfterSum(new Tanh()),
                RungeKuttaStack.shared(Tableaus.RK4, MESH, batch),
                RungeKuttaStack.shared(Tableaus.KUTTA3, MESH, group),
                OdeBlock.of(batch, fixed, DiscreteAdjoint.storeAll(), 0, 1),
                OdeBlock.of(group, fixed, DiscreteAdjoint.checkpointed(1), 0, 1));
    }

    @ParameterizedTest
    @MethodSource("depths")
    void gradient_convolutionsAndNorm_isThatOfCentralDifferences(Layer depth) {
        for (Mode mode : Mode.values()) {
            try (ModelProbe probe = new ModelProbe(model(depth), IMAGE, DataType.DOUBLE, 3, mode, 11)) {
                double[] expected = probe.differences(1e-5);
                // Norms divide by standard deviations well below 1, which raises third derivatives: h^2 times some
                // thousands.
                assertThat(probe.gradient()).as("%s", mode).containsExactly(expected, within(1e-6));
            }
        }
    }

    @Test
    void sharedStack_batchNormInTraining_hasTheBitsOfTheNeuralOde() {
        RungeKuttaStack stack = RungeKuttaStack.shared(Tableaus.RK4, MESH, subnet(BatchNorm.of()));
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            try (ModelProbe discrete = new ModelProbe(model(stack), IMAGE, type, 3, Mode.TRAIN, 2);
                    ModelProbe continuous =
                            new ModelProbe(model(stack.toContinuous()), IMAGE, type, 3, Mode.TRAIN, 2)) {
                assertThat(discrete.gradient()).containsExactly(continuous.gradient());
                assertThat(discrete.output()).containsExactly(continuous.output());
                discrete.plan.commitStatistics();
                continuous.plan.commitStatistics();
                assertThat(NativeArrays.toHeap(discrete.network.state()))
                        .containsExactly(NativeArrays.toHeap(continuous.network.state()));
            }
        }
    }

    @Test
    void commitStatistics_anyGradientMethod_countsTheForwardPassOnly() {
        OdeSolver solver = OdeSolver.fixed(Tableaus.KUTTA3, 6);
        double[] expected = null;
        for (GradientMethod method :
                List.of(DiscreteAdjoint.storeAll(), DiscreteAdjoint.checkpointed(2), BacksolveAdjoint.create())) {
            OdeBlock block = OdeBlock.of(Sequential.of(BatchNorm.of(), Dense.of(2)), solver, method, 0, 1);
            try (ModelProbe probe = new ModelProbe(block, Shape.of(2), DataType.DOUBLE, 5, Mode.TRAIN, 5)) {
                for (int pass = 0; pass < 2; pass++) {
                    assertThat(probe.gradient()).isNotEmpty();
                    probe.plan.commitStatistics();
                }
                double[] state = NativeArrays.toHeap(probe.network.state());
                expected = expected == null ? state : expected;
                // Stored and checkpointed solves take the same steps to the bit; the backsolve's forward pass too.
                assertThat(state).as(method.name()).containsExactly(expected);
            }
        }
    }

    @Test
    void commitStatistics_sharedField_isTheMeanOverItsEvaluations() {
        // One step of Heun's method evaluates the field at two states; their batch means enter alike.
        BatchNorm norm = new BatchNorm(1.0, 1e-5, 1);
        RungeKuttaStack stack =
                RungeKuttaStack.shared(Tableaus.HEUN2, Mesh.uniform(0, 1, 1), Sequential.of(norm, Dense.of(1)));
        try (ModelProbe probe = new ModelProbe(stack, Shape.of(1), DataType.DOUBLE, 4, Mode.TRAIN, 5)) {
            double[] y1 = probe.output();
            probe.plan.commitStatistics();
            double mean0 = mean(probe.input);
            // y1 = y0 + (k1 + k2) / 2, and normalised inputs have the mean 0, so that k1 and k2 have that of the bias,
            // 0.
            assertThat(mean(y1)).isCloseTo(mean0, within(1e-12));
            assertThat(probe.network.state().getDouble(0)).isCloseTo(mean0, within(1e-12));
            double weight = probe.network.parameters().getDouble(2);
            double variance0 = variance(probe.input, mean0);
            // The second state is y0 + k1, k1 = weight (y0 - mean0) / sqrt(var0 + eps): its variance is that of a
            // multiple.
            double factor = 1 + weight / Math.sqrt(variance0 * 3 / 4 + 1e-5);
            double expected = (variance0 + variance0 * factor * factor) / 2;
            assertThat(probe.network.state().getDouble(1)).isCloseTo(expected, within(1e-10 * expected));
        }
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double variance(double[] values, double mean) {
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }

    @Test
    void structure_batchNormInAField_isNoted() {
        OdeStructure noted = RungeKuttaStack.shared(Tableaus.RK4, MESH, subnet(BatchNorm.of()))
                .structure(IMAGE);
        assertThat(noted.notes()).singleElement().asString().contains("running statistics");
        assertThat(RungeKuttaStack.shared(Tableaus.RK4, MESH, subnet(GroupNorm.of(2)))
                        .structure(IMAGE)
                        .notes())
                .isEmpty();
    }

    @Test
    void warn_batchNormInAFieldToBeTrained_isSaidOnce() {
        Layer doubtful = Sequential.of(BatchNorm.of(), new Tanh(), Conv2d.of(2, 3), new Tanh());
        assertThat(FieldWarnings.warn(doubtful, IMAGE)).isTrue();
        assertThat(FieldWarnings.warn(doubtful, IMAGE)).isFalse();
        assertThat(FieldWarnings.warn(subnet(GroupNorm.of(2)), IMAGE)).isFalse();
    }

    /** Images whose left half is bright in class 0 and whose right half is in class 1. */
    private static ArrayBatches halves(int samples) {
        SplittableRandom random = new SplittableRandom(4);
        double[] pixels = random.doubles(samples * IMAGE.size(), -0.5, 0.5).toArray();
        int[] labels = new int[samples];
        int perImage = (int) IMAGE.size();
        for (int i = 0; i < samples; i++) {
            labels[i] = i % 2;
            for (int p = 0; p < perImage; p++) {
                boolean left = p / 2 % 4 < 2;
                pixels[i * perImage + p] += left == (labels[i] == 0) ? 0.3 : 0;
            }
        }
        INDArray images = NativeArrays.zeros(DataType.FLOAT, IMAGE.withBatch(samples));
        NativeArrays.write(pixels, images);
        return ArrayBatches.shuffled(images, Labels.oneHot(DataType.FLOAT, labels, 2), 16, 1);
    }

    private static double[] trained(Layer depth) {
        Sequential layers =
                Sequential.of(Conv2d.of(2, 3), depth, Conv2d.of(4, 3), new Tanh(), new Flatten(), Dense.of(2));
        try (Network network = Network.of(layers, IMAGE, DataType.FLOAT, 3);
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1);
                NetworkEvaluator evaluator = new NetworkEvaluator(network);
                ArrayBatches data = halves(90)) {
            TrainingResult result = Trainer.with(new Adam(0.02)).epochs(8).fit(model, data);
            assertThat(result.epochs().get(7).meanLoss())
                    .isLessThan(0.5 * result.epochs().get(0).meanLoss());
            assertThat(evaluator.classes(data).accuracy()).isGreaterThan(0.95);
            assertThat(model.bytes()).isPositive();
            return NativeArrays.toHeap(network.parameters());
        }
    }

    @ParameterizedTest
    @MethodSource("depths")
    void training_onImages_learnsAndRepeatsBitForBit(Layer depth) {
        assertThat(trained(depth)).containsExactly(trained(depth));
    }
}
