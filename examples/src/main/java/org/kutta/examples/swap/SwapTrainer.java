package org.kutta.examples.swap;

import java.io.PrintWriter;
import java.util.Locale;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.examples.data.LabelledData;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.CosineSchedule;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingListener;
import org.kutta.nn.train.TrainingProgress;
import org.kutta.nn.train.TrainingResult;
import org.kutta.nn.train.TrainingStatus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ScheduleType;

/** Trains the models on one set of data. Closing frees the data. */
final class SwapTrainer implements AutoCloseable {
    static final int BATCH = 100;
    private static final double LEARNING_RATE = 0.02;

    private final LabelledData data;
    private final long seed;
    private final PrintWriter err;
    private final DataSet trainSet;
    private final ArrayBatches train;

    SwapTrainer(LabelledData data, long seed, PrintWriter err) {
        this.data = data;
        this.seed = seed;
        this.err = err;
        trainSet = data.train().toDataSet();
        train = ArrayBatches.shuffled(trainSet.getFeatures(), trainSet.getLabels(), BATCH, seed);
    }

    /** How models are trained, in a phrase. */
    static String describe(int epochs) {
        return String.format(
                Locale.ROOT,
                "%d epochs of batches of %d, Adam with learning rate %s falling along a cosine",
                epochs,
                BATCH,
                LEARNING_RATE);
    }

    /** Trains a model from fresh weights and swaps its solver. */
    SwapOutcome train(SwapTask task, int epochs, SwapTester tester) {
        Shape shape = Shape.of(data.train().shape());
        int steps = epochs * train.count().orElseThrow();
        try (Network network = Network.of(task.layers(data.train().classes()), shape, DataType.FLOAT, seed);
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), seed);
                ProgressDisplay display = ProgressDisplay.begin(err, task.name(), steps)) {
            CosineSchedule rate = new CosineSchedule(ScheduleType.ITERATION, LEARNING_RATE, 0, steps);
            TrainingResult result = Trainer.with(new Adam(rate))
                    .epochs(epochs)
                    .listener(new TrainingListener() {
                        @Override
                        public void step(TrainingProgress progress) {
                            display.stepTo(
                                    progress.step() + 1, String.format(Locale.ROOT, "loss %.3f", progress.loss()));
                        }
                    })
                    .fit(model, train);
            if (result.status() == TrainingStatus.CANCELLED) {
                throw new CommandFailedException(task.name() + ": interrupted");
            }
            return tester.swap(task.name(), network);
        }
    }

    @Override
    public void close() {
        train.close();
        trainSet.getFeatures().close();
        trainSet.getLabels().close();
    }
}
