package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.function.Consumer;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.CosineSchedule;
import org.kutta.nn.train.EpochSummary;
import org.kutta.nn.train.NetworkEvaluator;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingFailedException;
import org.kutta.nn.train.TrainingListener;
import org.kutta.nn.train.TrainingProgress;
import org.kutta.nn.train.TrainingStatus;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * How every cell of a study is trained: an updater, the learning rate falling to 0 along a cosine, cross-entropy, nothing that would tame a
 * gradient. The cell's seed draws the first weights and orders the data, so a cell has the same bits whenever it is trained, by one thread.
 *
 * @param epochs how often the data are gone through
 * @param batch samples in a batch
 * @param updater makes steps of gradients
 */
public record CellTraining(int epochs, int batch, Updater updater) {

    /** What makes steps of gradients. */
    public enum Updater {
        /** Gradient descent with Nesterov's momentum of 0.9. */
        NESTEROV {
            @Override
            IUpdater of(ISchedule schedule) {
                return new Nesterovs(schedule, MOMENTUM);
            }
        },
        /** Adam with ND4J's settings. */
        ADAM {
            @Override
            IUpdater of(ISchedule schedule) {
                return new Adam(schedule);
            }
        };

        private static final double MOMENTUM = 0.9;

        abstract IUpdater of(ISchedule schedule);
    }

    /**
     * Checks the numbers.
     *
     * @param epochs at least 1
     * @param batch at least 1
     * @param updater makes steps of gradients
     */
    public CellTraining {
        Checks.atLeast("epochs", epochs, 1);
        Checks.atLeast("batch", batch, 1);
    }

    /**
     * Trains a cell from fresh weights and tests it.
     *
     * @param cell which training
     * @param layer the network, from samples to logits
     * @param train training samples; not modified
     * @param test test samples; not modified
     * @param listener told of steps
     * @param trained told of the network if training went to its end; it is closed afterwards
     * @return what came out; empty if the thread was interrupted
     */
    public Optional<CellResult> run(
            TrainingCell cell,
            Layer layer,
            DataSet train,
            DataSet test,
            TrainingListener listener,
            Consumer<Network> trained) {
        Shape shape = Shape.ofSamples(train.getFeatures());
        try (Network network = Network.of(layer, shape, DataType.FLOAT, cell.seed());
                ArrayBatches batches =
                        ArrayBatches.shuffled(train.getFeatures(), train.getLabels(), batch, cell.seed());
                ArrayBatches tests = ArrayBatches.inOrder(test.getFeatures(), test.getLabels(), batch);
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), cell.seed());
                NetworkEvaluator evaluator = new NetworkEvaluator(network)) {
            int steps = epochs * batches.count().orElseThrow();
            GradientProbe<DataSet> probe = new GradientProbe<>(model, steps - 1L);
            Run run = new Run();
            String failure = "";
            try {
                TrainingStatus status = Trainer.with(
                                updater.of(new CosineSchedule(ScheduleType.ITERATION, cell.learningRate(), 0, steps)))
                        .epochs(epochs)
                        .listener(run)
                        .listener(listener)
                        .fit(probe, batches)
                        .status();
                if (status == TrainingStatus.CANCELLED) {
                    return Optional.empty();
                }
            } catch (TrainingFailedException e) {
                failure = String.valueOf(e.getMessage());
                run.steps = e.step();
            }
            double accuracy = failure.isEmpty() ? evaluator.classes(tests).accuracy() : Double.NaN;
            if (failure.isEmpty()) {
                trained.accept(network);
            }
            boolean worse = run.loss
                    > Math.max(run.firstLoss, Math.log((double)
                            network.outputShape().dim(-1)));
            return Optional.of(new CellResult(
                    cell,
                    network.parameters().length(),
                    run.steps,
                    run.loss,
                    accuracy,
                    worse || !failure.isEmpty(),
                    failure,
                    probe.first(),
                    failure.isEmpty() ? probe.last() : ImmutableList.of()));
        }
    }

    private static final class Run implements TrainingListener {
        double firstLoss = Double.NaN;
        double loss = Double.NaN;
        long steps;

        @Override
        public void step(TrainingProgress progress) {
            if (progress.step() == 0) {
                firstLoss = progress.loss();
            }
        }

        @Override
        public void epoch(EpochSummary summary) {
            loss = summary.meanLoss();
            steps += summary.steps();
        }
    }
}
