package org.kutta.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.ViewIterator;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

class TrainerTests {
    private static final Sequential LAYERS = Sequential.of(Dense.of(16), new Tanh(), Dense.of(2));

    /** Two classes, inside and outside the circle x^2 + y^2 = 1/2. */
    private static DataSet circle(int samples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] points = random.doubles(2L * samples, -1, 1).toArray();
        int[] labels = new int[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = Math.hypot(points[2 * i], points[2 * i + 1]) < Math.sqrt(0.5) ? 1 : 0;
        }
        INDArray features = NativeArrays.zeros(DataType.FLOAT, samples, 2);
        NativeArrays.write(points, features);
        return new DataSet(features, Labels.oneHot(DataType.FLOAT, labels, 2));
    }

    private static ArrayBatches batches(DataSet data, int size) {
        return ArrayBatches.shuffled(data.getFeatures(), data.getLabels(), size, 3);
    }

    private static Network network() {
        return Network.of(LAYERS, Shape.of(2), DataType.FLOAT, 1);
    }

    static List<IUpdater> updaters() {
        return List.of(
                new Sgd(0.5),
                new Nesterovs(0.1, 0.9),
                new Adam(0.05),
                new Nadam(0.05),
                new AMSGrad(0.05),
                new RmsProp(0.02));
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void fit_circle_isLearned(IUpdater updater) {
        DataSet train = circle(500, 11);
        DataSet test = circle(500, 12);
        try (Network network = network();
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 0);
                NetworkEvaluator evaluator = new NetworkEvaluator(network);
                ArrayBatches data = batches(train, 32);
                ArrayBatches held = ArrayBatches.inOrder(test.getFeatures(), test.getLabels(), 128)) {
            TrainingResult result = Trainer.with(updater).epochs(20).fit(model, data);
            assertThat(result.status()).isEqualTo(TrainingStatus.COMPLETED);
            assertThat(result.steps()).isEqualTo(20 * 16);
            assertThat(result.epochs().get(19).meanLoss())
                    .isLessThan(0.5 * result.epochs().get(0).meanLoss());
            assertThat(evaluator.classes(held).accuracy()).isGreaterThan(0.93);
        }
    }

    private static double[] trainedParameters() {
        try (Network network = network();
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 0);
                ArrayBatches data = batches(circle(100, 5), 32)) {
            Trainer trainer =
                    Trainer.with(new Adam(0.01)).epochs(3).clipNorm(1).regularization(new WeightDecay(0.01, true));
            assertThat(trainer.fit(model, data).epochs()).hasSize(3);
            return network.parameters().toDoubleVector();
        }
    }

    @Test
    void fit_twice_givesTheSameBits() {
        assertThat(trainedParameters()).containsExactly(trainedParameters());
    }

    /** A loss whose gradient is the constant 3, 4 and whose parameters are a matrix and a vector of one entry each. */
    private static final class ConstantGradient implements Trainable<DataSet> {
        private final INDArray parameters = NativeArrays.vector(DataType.DOUBLE, new double[] {1, 2});
        private final INDArray gradient = NativeArrays.zeros(DataType.DOUBLE, 2);
        private double loss = 1;

        @Override
        public INDArray parameters() {
            return parameters;
        }

        @Override
        public INDArray gradient() {
            return gradient;
        }

        @Override
        public org.kutta.adjoint.ParameterLayout layout() {
            return org.kutta.adjoint.ParameterLayout.builder()
                    .add("weight", 1, 1)
                    .add("bias", 1)
                    .build();
        }

        @Override
        public double lossAndGradient(DataSet batch) {
            NativeArrays.write(new double[] {3, 4}, gradient);
            return loss;
        }

        @Override
        public long samples(DataSet batch) {
            return 1;
        }
    }

    private static double[] afterOneStep(Trainer trainer) {
        ConstantGradient model = new ConstantGradient();
        assertThat(trainer.fit(model, Batches.of(List.of(new DataSet()))).steps())
                .isEqualTo(1);
        return model.parameters().toDoubleVector();
    }

    @Test
    void step_sgd_subtractsTheScaledGradient() {
        assertThat(afterOneStep(Trainer.with(new Sgd(0.1)))).containsExactly(new double[] {0.7, 1.6}, within(1e-15));
    }

    @Test
    void step_clipped_hasTheNormOfTheBound() {
        // The gradient (3, 4) has norm 5 and is scaled to norm 1; a bound of 10 leaves it alone.
        assertThat(afterOneStep(Trainer.with(new Sgd(0.1)).clipNorm(1)))
                .containsExactly(new double[] {1 - 0.06, 2 - 0.08}, within(1e-15));
        assertThat(afterOneStep(Trainer.with(new Sgd(0.1)).clipNorm(10)))
                .containsExactly(new double[] {0.7, 1.6}, within(1e-15));
    }

    @Test
    void step_regularized_leavesVectorsAloneUnlessAsked() {
        Trainer decay = Trainer.with(new Sgd(0.1)).regularization(new WeightDecay(0.5, true));
        assertThat(afterOneStep(decay)).containsExactly(new double[] {0.7 - 0.05, 1.6}, within(1e-15));
        assertThat(afterOneStep(decay.regularizeAll())).containsExactly(new double[] {0.65, 1.5}, within(1e-15));
        Trainer l2 = Trainer.with(new Sgd(0.1)).regularization(new L2Regularization(0.5));
        assertThat(afterOneStep(l2)).containsExactly(new double[] {0.7 - 0.05, 1.6}, within(1e-15));
    }

    @Test
    void fit_shapesThatDoNotFit_areRefusedBeforeAnyStep() {
        DataSet data = circle(10, 1);
        try (Network network = Network.of(LAYERS, Shape.of(3), DataType.FLOAT, 1);
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 0);
                ArrayBatches batches = batches(data, 5)) {
            double[] before = network.parameters().toDoubleVector();
            assertThatThrownBy(() -> Trainer.with(new Sgd(0.1)).fit(model, batches))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("features have shape [10, 2] but the network takes samples of shape [3]");
            assertThat(network.parameters().toDoubleVector()).containsExactly(before);
        }
    }

    @Test
    void fit_badLabelInTheLastBatch_isRefusedBeforeAnyStep() {
        DataSet data = circle(10, 1);
        data.getLabels().putScalar(9, 0, 2.0);
        List<TrainingProgress> steps = new ArrayList<>();
        try (Network network = network();
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 0);
                ArrayBatches batches = ArrayBatches.inOrder(data.getFeatures(), data.getLabels(), 5)) {
            Trainer trainer = Trainer.with(new Sgd(0.1)).listener(recorder(steps));
            assertThatThrownBy(() -> trainer.fit(model, batches))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sample 9");
            assertThat(steps).isEmpty();
        }
    }

    private static TrainingListener recorder(List<TrainingProgress> steps) {
        return new TrainingListener() {
            @Override
            public void step(TrainingProgress progress) {
                steps.add(progress);
            }
        };
    }

    @Test
    void fit_explodingRate_stopsAtTheFirstLossThatIsNotFinite() {
        try (Network network = network();
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 0);
                ArrayBatches batches = batches(circle(64, 1), 32)) {
            List<TrainingProgress> steps = new ArrayList<>();
            Trainer trainer = Trainer.with(new Sgd(1e38)).epochs(5).listener(recorder(steps));
            TrainingFailedException failure =
                    catchThrowableOfType(TrainingFailedException.class, () -> trainer.fit(model, batches));
            assertThat(failure.step()).isEqualTo(steps.size());
            assertThat(failure)
                    .hasMessageContaining("at step " + steps.size())
                    .hasMessageContaining("it began in layer 2 (dense(2))")
                    .hasMessageContaining("smaller learning rate");
        }
    }

    @Test
    void fit_nanFeature_namesStepAndKeepsTheParameters() {
        DataSet data = circle(10, 1);
        data.getFeatures().putScalar(7, 1, Float.NaN);
        try (Network network = network();
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 0);
                ArrayBatches batches = ArrayBatches.inOrder(data.getFeatures(), data.getLabels(), 5)) {
            assertThatThrownBy(() -> Trainer.with(new Sgd(0.1)).fit(model, batches))
                    .isInstanceOf(TrainingFailedException.class)
                    .hasMessageContaining("loss is NaN at step 1 (epoch 0, batch 1); it began in the input");
            assertThat(network.parameters().toDoubleVector()).doesNotContain(Double.NaN);
        }
    }

    @Test
    void fit_cancelled_stopsBetweenSteps() {
        try (Network network = network();
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 0);
                ArrayBatches batches = batches(circle(64, 1), 8)) {
            List<TrainingProgress> steps = new ArrayList<>();
            TrainingResult result = Trainer.with(new Sgd(0.1))
                    .epochs(4)
                    .listener(recorder(steps))
                    .cancelWhen(() -> steps.size() == 11)
                    .fit(model, batches);
            assertThat(result.status()).isEqualTo(TrainingStatus.CANCELLED);
            assertThat(result.steps()).isEqualTo(11);
            assertThat(result.epochs()).hasSize(1);
            Thread.currentThread().interrupt();
            assertThat(Trainer.with(new Sgd(0.1)).fit(model, batches).status()).isEqualTo(TrainingStatus.CANCELLED);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void fit_stopCondition_endsAfterThatEpoch() {
        try (Network network = network();
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 0);
                ArrayBatches batches = batches(circle(64, 1), 8)) {
            TrainingResult result = Trainer.with(new Sgd(0.1))
                    .epochs(9)
                    .stopWhen(summary -> summary.epoch() == 2)
                    .fit(model, batches);
            assertThat(result.status()).isEqualTo(TrainingStatus.STOPPED_EARLY);
            assertThat(result.epochs()).hasSize(3);
        }
    }

    @Test
    void progress_ofARun_countsStepsAndTimeLeft() {
        try (Network network = network();
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 0);
                ArrayBatches batches = batches(circle(20, 1), 8)) {
            List<TrainingProgress> steps = new ArrayList<>();
            TrainingResult result = Trainer.with(new Sgd(0.1))
                    .epochs(2)
                    .listener(recorder(steps))
                    .fit(model, batches);
            assertThat(result.epochs()).extracting(EpochSummary::samples).containsExactly(20L, 20L);
            assertThat(steps).extracting(TrainingProgress::batch).containsExactly(0, 1, 2, 0, 1, 2);
            assertThat(steps).extracting(TrainingProgress::step).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
            assertThat(steps.get(0).secondsLeft()).isPresent();
            assertThat(steps.get(5).secondsLeft().orElseThrow()).isEqualTo(0.0);
            assertThat(steps).allSatisfy(step -> {
                assertThat(step.batches()).hasValue(3);
                assertThat(step.samplesPerSecond()).isPositive();
                assertThat(step.learningRate()).isEqualTo(0.1);
            });
        }
    }

    @Test
    void fit_nd4jIterator_isResetEveryEpoch() {
        DataSet data = circle(20, 1);
        try (Network network = network();
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 0)) {
            TrainingResult result = Trainer.with(new Sgd(0.1)).epochs(3).fit(model, new ViewIterator(data, 8));
            assertThat(result.epochs()).hasSize(3);
            assertThat(result.epochs().get(2).samples())
                    .isEqualTo(result.epochs().get(0).samples());
        }
    }

    @Test
    void settings_outOfRange_areRefused() {
        Trainer trainer = Trainer.with(new Sgd(0.1));
        assertThatThrownBy(() -> trainer.epochs(0)).hasMessage("epochs (0) must be >= 1");
        assertThatThrownBy(() -> trainer.clipNorm(Double.NaN)).hasMessageContaining("maxNorm (NaN)");
        assertThatThrownBy(() -> Trainer.with(new AdaBelief())).hasMessageContaining("AdaBelief");
        assertThatThrownBy(() -> Trainer.with(new Sgd(Double.NaN))).hasMessageContaining("learning rate (NaN)");
        assertThatThrownBy(() -> trainer.fit(new ConstantGradient(), Batches.of(List.<DataSet>of())))
                .hasMessageContaining("at least one batch");
    }

    @Test
    void evaluate_featuresOfAnotherShape_areRefusedThoughAsLong() {
        DataSet data = circle(6, 12);
        DataSet folded = new DataSet(data.getFeatures().reshape(6, 2, 1), data.getLabels());
        try (Network network = network();
                NetworkEvaluator evaluator = new NetworkEvaluator(network)) {
            assertThat(evaluator.classes(Batches.of(List.of(data))).getNumRowCounter())
                    .isEqualTo(6);
            assertThatThrownBy(() -> evaluator.classes(Batches.of(List.of(folded))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("features have shape [6, 2, 1] but the network takes samples of shape [2]");
        }
    }
}
