package org.kutta.examples.science;

import com.google.common.primitives.Doubles;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.CosineSchedule;
import org.kutta.nn.train.EpochSummary;
import org.kutta.nn.train.Trainable;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingFailedException;
import org.kutta.nn.train.TrainingListener;
import org.kutta.nn.train.TrainingProgress;
import org.kutta.nn.train.TrainingResult;
import org.kutta.nn.train.TrainingStatus;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ScheduleType;

/** Adam with a learning rate that falls along a cosine, shown on the error stream: how every example is trained. */
final class Fitting {
    private final PrintWriter err;

    Fitting(PrintWriter err) {
        this.err = err;
    }

    /**
     * Trains a model in place.
     *
     * @param task name shown beside the progress
     * @param rate first learning rate
     * @param epochs how often the data are gone through
     * @param model the model; modified
     * @param data training data
     * @param afterEpoch told the number of each epoch that ended
     * @param <B> type of a batch
     * @return the mean loss of each epoch
     * @throws CommandFailedException if the training fails or is interrupted
     */
    <B> double[] fit(
            String task, double rate, int epochs, Trainable<B> model, Batches<B> data, IntConsumer afterEpoch) {
        List<Double> losses = new ArrayList<>();
        long steps = (long) epochs * data.count().orElse(1);
        try (ProgressDisplay display = ProgressDisplay.begin(err, task, steps)) {
            TrainingResult result = Trainer.with(new Adam(new CosineSchedule(ScheduleType.EPOCH, rate, 0, epochs)))
                    .clipNorm(100)
                    .epochs(epochs)
                    .listener(new TrainingListener() {
                        @Override
                        public void step(TrainingProgress progress) {
                            display.stepTo(
                                    progress.step() + 1, String.format(Locale.ROOT, "loss %.4g", progress.loss()));
                        }

                        @Override
                        public void epoch(EpochSummary summary) {
                            losses.add(summary.meanLoss());
                            afterEpoch.accept(summary.epoch());
                        }
                    })
                    .fit(model, data);
            if (result.status() == TrainingStatus.CANCELLED) {
                throw new CommandFailedException(task + ": interrupted");
            }
        } catch (TrainingFailedException e) {
            throw new CommandFailedException(task + ": " + e.getMessage());
        }
        return Doubles.toArray(losses);
    }

    /** {@return 1, 2, ..., count: numbers of epochs for a chart} */
    static double[] countTo(int count) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i + 1;
        }
        return numbers;
    }
}
