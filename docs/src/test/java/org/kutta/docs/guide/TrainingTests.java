package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.CosineSchedule;
import org.kutta.nn.train.Labels;
import org.kutta.nn.train.NetworkEvaluator;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingResult;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.ScheduleType;

/** The page on training: a whole run. */
class TrainingTests {
    @TempDir
    private Path folder;

    record Outcome(double loss, double accuracy) {}

    @Test
    void training_twoHalves_learnsAndIsFoundFinishedAgain() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = random.doubles(600, -1, 1).toArray();
        int[] classes = new int[300];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = values[2 * i] > values[2 * i + 1] * values[2 * i + 1] ? 1 : 0;
        }
        Path file = folder.resolve("run.checkpoint");
        Sequential layers = Sequential.of(Dense.of(16), new Tanh(), Dense.of(2));
        try (INDArray points = NativeArrays.zeros(DataType.FLOAT, 300, 2);
                Network network = Network.of(layers, Shape.of(2), DataType.FLOAT, 1);
                Network again = Network.of(layers, Shape.of(2), DataType.FLOAT, 1)) {
            NativeArrays.write(values, points);
            Outcome outcome = train(network, points, classes, file);
            assertThat(outcome.accuracy()).isGreaterThan(0.93);
            assertThat(train(again, points, classes, file)).isEqualTo(outcome);
        }
    }

    private static Outcome train(Network network, INDArray points, int[] classes, Path file) {
        // region: train
        Trainer trainer = Trainer.with(new Adam(new CosineSchedule(ScheduleType.EPOCH, 0.02, 0.001, 30)))
                .epochs(30)
                .clipNorm(1)
                .regularization(new WeightDecay(1e-3, true)) // with Adam: AdamW
                .checkpoint(file);
        try (NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1);
                NetworkEvaluator evaluator = new NetworkEvaluator(network);
                ArrayBatches data = ArrayBatches.shuffled(points, Labels.oneHot(DataType.FLOAT, classes, 2), 32, 1)) {
            TrainingResult result = trainer.fit(model, data);
            double accuracy = evaluator.classes(data).accuracy();
            return new Outcome(result.epochs().get(29).meanLoss(), accuracy);
        }
        // endregion
    }
}
