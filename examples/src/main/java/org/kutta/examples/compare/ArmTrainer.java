package org.kutta.examples.compare;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.examples.cli.SaveOption;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.data.Samples;
import org.kutta.nn.Network;
import org.kutta.nn.compare.Arm;
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
import org.kutta.nn.train.TrainingFailedException;
import org.kutta.nn.train.TrainingListener;
import org.kutta.nn.train.TrainingProgress;
import org.kutta.nn.train.TrainingResult;
import org.kutta.nn.train.TrainingStatus;
import org.kutta.solver.SolveFailedException;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ScheduleType;

/** Trains arms on the same data, one after the other, and measures them. Closing frees the data. */
final class ArmTrainer implements AutoCloseable {
    private final Settings settings;
    private final String dataName;
    private final SaveOption save;
    private final PrintWriter err;
    private final Samples samples;
    private final DataSet trainSet;
    private final DataSet testSet;
    private final ArrayBatches train;
    private final ArrayBatches test;

    ArmTrainer(LabelledData data, Settings settings, SaveOption save, PrintWriter err) {
        this.dataName = data.name();
        this.save = save;
        this.settings = settings;
        this.err = err;
        samples = data.train();
        trainSet = data.train().toDataSet();
        testSet = data.test().toDataSet();
        train = ArrayBatches.shuffled(trainSet.getFeatures(), trainSet.getLabels(), settings.batch(), settings.seed());
        test = ArrayBatches.inOrder(testSet.getFeatures(), testSet.getLabels(), settings.batch());
    }

    /** Trains one arm from fresh weights. A training that diverges is an outcome too. */
    Outcome train(Arm arm) {
        int batches = train.count().orElseThrow();
        try (Network network = Network.of(
                        ArmNetworks.layers(arm::layer, Shape.of(samples.shape()), samples.classes()),
                        Shape.of(samples.shape()),
                        DataType.FLOAT,
                        settings.seed());
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), settings.seed());
                NetworkEvaluator evaluator = new NetworkEvaluator(network);
                ProgressDisplay display = ProgressDisplay.begin(err, arm.name(), (long) settings.epochs() * batches)) {
            Run run = new Run(model, evaluator, display);
            CosineSchedule schedule =
                    new CosineSchedule(ScheduleType.ITERATION, settings.learningRate(), 0, settings.epochs() * batches);
            String failure = null;
            try {
                TrainingResult result = Trainer.with(new Adam(schedule))
                        .epochs(settings.epochs())
                        .listener(run)
                        .fit(model, train);
                if (result.status() == TrainingStatus.CANCELLED) {
                    throw new CommandFailedException(arm.name() + ": interrupted");
                }
            } catch (TrainingFailedException | SolveFailedException e) {
                failure = e.getMessage();
            }
            Outcome outcome = run.outcome(arm, network, failure);
            if (failure == null) {
                save.write(arm.name(), SavedModel.of(network).withMetadata(metadata(outcome.result())));
            }
            return outcome;
        }
    }

    private ModelMetadata metadata(ArmResult result) {
        return ModelMetadata.empty()
                .withNote("data", dataName)
                .withNote("training", settings.describe())
                .withNote("test accuracy", String.format(Locale.ROOT, "%.4f", result.testAccuracy()));
    }

    @Override
    public void close() {
        train.close();
        test.close();
        for (DataSet set : new DataSet[] {trainSet, testSet}) {
            set.getFeatures().close();
            set.getLabels().close();
        }
    }

    /** Listens to one training, and measures it. */
    private final class Run implements TrainingListener {
        private final NetworkTrainable model;
        private final NetworkEvaluator evaluator;
        private final ProgressDisplay display;
        private final ArmCurve curve = new ArmCurve();
        private double forward;
        private double backward;
        private int passes;
        private double nfeBackward = Double.NaN;
        private double nfeTest = Double.NaN;

        Run(NetworkTrainable model, NetworkEvaluator evaluator, ProgressDisplay display) {
            this.model = model;
            this.evaluator = evaluator;
            this.display = display;
        }

        @Override
        public void step(TrainingProgress progress) {
            model.planFor(batchSize(progress.batch())).ifPresent(plan -> {
                forward += plan.nfeForward();
                backward += plan.nfeBackward();
                passes++;
            });
            display.stepTo(
                    progress.step() + 1,
                    String.format(
                            Locale.ROOT,
                            "epoch %d of %d, loss %.3f",
                            progress.epoch() + 1,
                            progress.epochs(),
                            progress.loss()));
        }

        /** The last batch of an epoch holds what is left. */
        private int batchSize(int batch) {
            return Math.min(settings.batch(), train.samples() - batch * settings.batch());
        }

        @Override
        public void epoch(EpochSummary summary) {
            nfeBackward = backward / passes;
            curve.add(summary.meanLoss(), testAccuracy(), forward / passes, summary.seconds());
            forward = 0;
            backward = 0;
            passes = 0;
        }

        private double testAccuracy() {
            Evaluation metric = new Evaluation(samples.classes());
            long[] evaluations = {0};
            evaluator.forEach(test, (batch, plan) -> {
                metric.eval(batch.getLabels(), plan.output());
                evaluations[0] += plan.nfeForward();
            });
            nfeTest = evaluations[0] / (double) test.count().orElseThrow();
            return metric.accuracy();
        }

        /** Of a solver with a tolerance: the gradient pulls back each stage of each accepted step once. */
        private double meanStep(Arm arm) {
            return arm.totalTime() * arm.tableau().stackStages() / nfeBackward;
        }

        /** The figures; those that need a whole training are missing after a failure. */
        Outcome outcome(Arm arm, Network network, @Nullable String failure) {
            double[] losses = curve.losses();
            boolean complete = failure == null && losses.length > 0;
            int last = losses.length - 1;
            INDArray parameters = network.parameters();
            long ofNetwork = (parameters.length() + network.state().length())
                    * network.dataType().width();
            ArmResult result = new ArmResult(
                    arm.name(),
                    arm.reading().name().toLowerCase(Locale.ROOT),
                    arm.tableau().name(),
                    arm.tableau().order(),
                    arm.subnets(),
                    parameters.length(),
                    complete ? curve.accuracies()[last] : Double.NaN,
                    complete ? losses[last] : Double.NaN,
                    arm.steps() > 0 ? arm.dt() : meanStep(arm),
                    arm.totalTime(),
                    nfeTest,
                    nfeBackward,
                    Arrays.stream(curve.seconds()).average().orElse(Double.NaN),
                    ofNetwork + model.bytes() + evaluator.bytes());
            return new Outcome(result, curve, failure);
        }
    }
}
