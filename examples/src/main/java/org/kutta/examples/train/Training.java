package org.kutta.examples.train;

import com.google.common.collect.ImmutableMap;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.data.Samples;
import org.kutta.nn.Network;
import org.kutta.nn.image.ShiftedImages;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.model.ModelMetadata;
import org.kutta.nn.model.SavedModel;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.CosineSchedule;
import org.kutta.nn.train.EpochSummary;
import org.kutta.nn.train.NetworkEvaluator;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingListener;
import org.kutta.nn.train.TrainingProgress;
import org.kutta.nn.train.TrainingResult;
import org.kutta.nn.train.TrainingStatus;
import org.kutta.nn.train.WarmUpSchedule;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * One training of a default network and its test.
 *
 * @param reading which network
 * @param data images
 * @param epochs how often they are gone through
 * @param batch images in a batch
 * @param learningRate largest learning rate
 * @param shift largest shift of a training image in pixels
 * @param seed of weights, batches and shifts
 * @param checkpoint kept after every epoch, or null
 */
record Training(
        TrainCommand.Reading reading,
        LabelledData data,
        int epochs,
        int batch,
        double learningRate,
        int shift,
        long seed,
        @Nullable Path checkpoint) {
    private static final double DECAY = 0.01;
    private static final double CLIP = 5;
    /** Part of the steps in which the learning rate grows. */
    private static final int WARM_UP = 10;

    /** All that makes the run but the number of threads. */
    String describe() {
        return String.format(
                Locale.ROOT,
                "%s of %s: %d training and %d test images, %d epochs of batches of %d, AdamW with learning rate %s, shifts of up to %d, seed %d",
                reading,
                data.name(),
                data.train().size(),
                data.test().size(),
                epochs,
                batch,
                learningRate,
                shift,
                seed);
    }

    /** What a training gave, and the model itself. */
    record Trained(TrainResult result, SavedModel model) {}

    /** Trains and tests; empty if the run was interrupted. */
    Optional<Trained> run(PrintWriter err) {
        Samples samples = data.train();
        Sequential layers = reading.network(samples.classes());
        DataSet trainSet = samples.toDataSet();
        DataSet testSet = data.test().toDataSet();
        try (Network network = Network.of(layers, Shape.of(samples.shape()), DataType.FLOAT, seed);
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), seed);
                NetworkEvaluator evaluator = new NetworkEvaluator(network);
                ArrayBatches ordered =
                        ArrayBatches.shuffled(trainSet.getFeatures(), trainSet.getLabels(), batch, seed);
                ShiftedImages train = new ShiftedImages(ordered, shift, seed);
                ArrayBatches test = ArrayBatches.inOrder(testSet.getFeatures(), testSet.getLabels(), batch)) {
            Map<Integer, Double> accuracies = new HashMap<>();
            TrainingResult result = fit(model, train, evaluator, test, accuracies, err);
            if (result.status() == TrainingStatus.CANCELLED) {
                return Optional.empty();
            }
            TrainResult tested = tested(network, result, evaluator, test, accuracies);
            return Optional.of(new Trained(tested, SavedModel.of(network).withMetadata(metadata(tested))));
        } finally {
            for (DataSet set : new DataSet[] {trainSet, testSet}) {
                set.getFeatures().close();
                set.getLabels().close();
            }
        }
    }

    private ModelMetadata metadata(TrainResult result) {
        return new ModelMetadata(data.classNames(), data.normalisation(), ImmutableMap.of())
                .withNote("data", data.name())
                .withNote("training", describe())
                .withNote("test accuracy", String.format(Locale.ROOT, "%.4f", result.testAccuracy()));
    }

    private TrainingResult fit(
            NetworkTrainable model,
            ShiftedImages train,
            NetworkEvaluator evaluator,
            ArrayBatches test,
            Map<Integer, Double> accuracies,
            PrintWriter err) {
        int steps = epochs * train.count().orElseThrow();
        WarmUpSchedule rate = new WarmUpSchedule(
                ScheduleType.ITERATION,
                Math.max(1, steps / WARM_UP),
                new CosineSchedule(ScheduleType.ITERATION, learningRate, 0, steps));
        Trainer trainer =
                Trainer.with(new Adam(rate)).epochs(epochs).clipNorm(CLIP).regularization(new WeightDecay(DECAY, true));
        if (checkpoint != null) {
            trainer = trainer.checkpoint(checkpoint, describe());
        }
        TrainingResult result;
        try (ProgressDisplay display = ProgressDisplay.begin(err, "train " + reading, steps)) {
            result = trainer.listener(new Progress(display, evaluator, test, accuracies, err))
                    .fit(model, train);
        }
        int before = result.epochs().size() - accuracies.size();
        if (before > 0 && result.status() != TrainingStatus.CANCELLED) {
            err.printf(Locale.ROOT, "%d of %d epochs were taken from the checkpoint %s%n", before, epochs, checkpoint);
            err.flush();
        }
        return result;
    }

    private TrainResult tested(
            Network network,
            TrainingResult result,
            NetworkEvaluator evaluator,
            ArrayBatches test,
            Map<Integer, Double> accuracies) {
        int classes = data.train().classes();
        Evaluation metric = new Evaluation(classes);
        long[] evaluations = {0};
        evaluator.forEach(test, (samples, plan) -> {
            metric.eval(samples.getLabels(), plan.output());
            evaluations[0] += plan.nfeForward();
        });
        List<List<Integer>> confusion = new ArrayList<>();
        for (int actual = 0; actual < classes; actual++) {
            List<Integer> found = new ArrayList<>();
            for (int c = 0; c < classes; c++) {
                found.add(metric.getConfusionMatrix().getCount(actual, c));
            }
            confusion.add(found);
        }
        accuracies.put(result.epochs().size() - 1, metric.accuracy());
        return new TrainResult(
                data.name(),
                data.train().size(),
                data.test().size(),
                reading.toString(),
                ((Sequential) network.layer())
                        .layers().stream().map(Layer::name).toList(),
                network.parameters().length(),
                result.epochs().size(),
                result.epochs().stream().map(EpochSummary::meanLoss).toList(),
                result.epochs().stream()
                        .map(epoch -> accuracies.getOrDefault(epoch.epoch(), Double.NaN))
                        .toList(),
                metric.accuracy(),
                confusion,
                evaluations[0] / (double) test.count().orElseThrow(),
                result.epochs().stream().mapToDouble(EpochSummary::seconds).sum());
    }

    /** Tells the display of every step, and the reader of every epoch. */
    private record Progress(
            ProgressDisplay display,
            NetworkEvaluator evaluator,
            ArrayBatches test,
            Map<Integer, Double> accuracies,
            PrintWriter err)
            implements TrainingListener {
        @Override
        public void step(TrainingProgress progress) {
            display.stepTo(
                    progress.step() + 1,
                    String.format(
                            Locale.ROOT,
                            "epoch %d of %d, loss %.3f, %.0f images/s",
                            progress.epoch() + 1,
                            progress.epochs(),
                            progress.loss(),
                            progress.samplesPerSecond()));
        }

        @Override
        public void epoch(EpochSummary summary) {
            double accuracy = evaluator.classes(test).accuracy();
            accuracies.put(summary.epoch(), accuracy);
            err.printf(
                    Locale.ROOT,
                    "epoch %d: training loss %.4f, test accuracy %.4f, %.1f s%n",
                    summary.epoch() + 1,
                    summary.meanLoss(),
                    accuracy,
                    summary.seconds());
            err.flush();
        }
    }
}
