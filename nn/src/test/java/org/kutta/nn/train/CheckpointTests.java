package org.kutta.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.Network;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Dropout;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

class CheckpointTests {
    private static final int EPOCHS = 4;

    @TempDir
    private Path folder;

    /** A network, its data and what a test asks of them, from the same seeds every time. */
    private static final class Job implements AutoCloseable {
        final Network network;
        final NetworkTrainable model;
        final ArrayBatches data;
        final AtomicInteger steps = new AtomicInteger();

        Job(int hidden) {
            Sequential layers =
                    Sequential.of(Dense.of(hidden), BatchNorm.of(), new Tanh(), new Dropout(0.3), Dense.of(2));
            network = Network.of(layers, Shape.of(3), DataType.FLOAT, 1);
            model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 9);
            SplittableRandom random = new SplittableRandom(2);
            INDArray features = NativeArrays.zeros(DataType.FLOAT, 50, 3);
            NativeArrays.write(random.doubles(150, -1, 1).toArray(), features);
            INDArray labels =
                    Labels.oneHot(DataType.FLOAT, random.ints(50, 0, 2).toArray(), 2);
            data = ArrayBatches.shuffled(features, labels, 16, 3);
        }

        TrainingResult fit(Trainer trainer) {
            TrainingListener count = new TrainingListener() {
                @Override
                public void step(TrainingProgress progress) {
                    steps.incrementAndGet();
                }
            };
            return trainer.epochs(EPOCHS).listener(count).fit(model, data);
        }

        double[] numbers() {
            double[] parameters = NativeArrays.toHeap(network.parameters());
            double[] state = NativeArrays.toHeap(network.state());
            double[] all = Arrays.copyOf(parameters, parameters.length + state.length);
            System.arraycopy(state, 0, all, parameters.length, state.length);
            return all;
        }

        @Override
        public void close() {
            model.close();
            network.close();
            data.close();
        }
    }

    static List<IUpdater> updaters() {
        return TrainerTests.updaters();
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void fit_brokenOffAndTakenUp_givesTheBitsOfAnUnbrokenRun(IUpdater updater) {
        Path file = folder.resolve("run.checkpoint");
        double[] expected;
        try (Job unbroken = new Job(5)) {
            assertThat(unbroken.fit(Trainer.with(updater)).steps()).isEqualTo(16);
            expected = unbroken.numbers();
        }
        try (Job broken = new Job(5)) {
            Trainer trainer = Trainer.with(updater).checkpoint(file).cancelWhen(() -> broken.steps.get() == 10);
            assertThat(broken.fit(trainer).status()).isEqualTo(TrainingStatus.CANCELLED);
        }
        try (Job again = new Job(5)) {
            TrainingResult result = again.fit(Trainer.with(updater).checkpoint(file));
            // Two epochs of 4 steps were whole, so two are left.
            assertThat(again.steps.get()).isEqualTo(8);
            assertThat(result.steps()).isEqualTo(16);
            assertThat(result.epochs()).extracting(EpochSummary::epoch).containsExactly(0, 1, 2, 3);
            assertThat(again.numbers()).containsExactly(expected);
        }
        try (Job done = new Job(5)) {
            assertThat(done.fit(Trainer.with(updater).checkpoint(file)).status())
                    .isEqualTo(TrainingStatus.COMPLETED);
            assertThat(done.steps.get()).isZero();
            assertThat(done.numbers()).containsExactly(expected);
        }
    }

    /** The process that is killed: a run whose steps take long enough to be met in the middle of an epoch. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] args) {
            TrainingListener slow = new TrainingListener() {
                @Override
                public void step(TrainingProgress progress) {
                    try {
                        Thread.sleep(100);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
            try (Job job = new Job(5)) {
                TrainingResult ignored =
                        job.fit(Trainer.with(new Adam(0.01)).listener(slow).checkpoint(Path.of(args[0])));
            }
        }
    }

    /** {@code destroyForcibly} is {@code kill -9} where there are signals. */
    @Test
    void fit_processKilledWithinAnEpoch_isTakenUpToTheBitsOfAnUnbrokenRun() throws Exception {
        double[] expected;
        try (Job unbroken = new Job(5)) {
            assertThat(unbroken.fit(Trainer.with(new Adam(0.01))).steps()).isEqualTo(16);
            expected = unbroken.numbers();
        }
        Path file = folder.resolve("killed.checkpoint");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.txt").toFile())
                .start();
        try {
            while (child.isAlive() && !Files.exists(file)) {
                Thread.sleep(20);
            }
            Thread.sleep(150);
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(file).as(Files.readString(folder.resolve("child.txt"))).exists();
        try (Job again = new Job(5)) {
            TrainingResult result = again.fit(Trainer.with(new Adam(0.01)).checkpoint(file));
            assertThat(again.steps.get()).as("steps that were left").isBetween(4, 12);
            assertThat(result.steps()).isEqualTo(16);
            assertThat(again.numbers()).containsExactly(expected);
        }
    }

    @Test
    void fit_alteredCheckpoint_isRefusedAndLeavesTheModelAlone() throws IOException {
        Path file = folder.resolve("run.checkpoint");
        Trainer trainer = Trainer.with(new Sgd(0.1)).checkpoint(file);
        try (Job job = new Job(5)) {
            assertThat(job.fit(trainer).epochs()).hasSize(EPOCHS);
        }
        byte[] whole = Files.readAllBytes(file);
        byte[] altered = whole.clone();
        altered[altered.length / 2] ^= 1;
        byte[] truncated = Arrays.copyOf(whole, whole.length - 40);
        for (byte[] bad : new byte[][] {altered, truncated}) {
            Files.write(file, bad);
            try (Job job = new Job(5)) {
                double[] before = job.numbers();
                assertThatThrownBy(() -> job.fit(trainer))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("must be whole");
                assertThat(job.numbers()).containsExactly(before);
            }
        }
        Files.writeString(file, "some other file of text");
        try (Job job = new Job(5)) {
            assertThatThrownBy(() -> job.fit(trainer)).hasMessageContaining("must be a file that training wrote");
        }
    }

    @Test
    void fit_checkpointOfAnotherRun_isRefused() {
        Path file = folder.resolve("run.checkpoint");
        try (Job job = new Job(5)) {
            assertThat(job.fit(Trainer.with(new Sgd(0.1)).checkpoint(file)).epochs())
                    .hasSize(EPOCHS);
        }
        try (Job job = new Job(6)) {
            assertThatThrownBy(() -> job.fit(Trainer.with(new Sgd(0.1)).checkpoint(file)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be of this model and updater");
        }
        try (Job job = new Job(5)) {
            assertThatThrownBy(
                            () -> job.fit(Trainer.with(new Nesterovs(0.1, 0.9)).checkpoint(file)))
                    .hasMessageContaining("FLOAT Nesterovs");
        }
    }

    @Test
    void fit_checkpointOfARunDescribedOtherwise_isRefused() {
        Path file = folder.resolve("run.checkpoint");
        Trainer trainer = Trainer.with(new Sgd(0.1));
        try (Job job = new Job(5)) {
            assertThat(job.fit(trainer.checkpoint(file, "digits, seed 1")).epochs())
                    .hasSize(EPOCHS);
        }
        for (Trainer other : List.of(trainer.checkpoint(file, "digits, seed 2"), trainer.checkpoint(file))) {
            try (Job job = new Job(5)) {
                double[] before = job.numbers();
                assertThatThrownBy(() -> job.fit(other))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("FLOAT Sgd (digits, seed 1)");
                assertThat(job.numbers()).containsExactly(before);
            }
        }
        try (Job job = new Job(5)) {
            assertThat(job.fit(trainer.checkpoint(file, "digits, seed 1")).epochs())
                    .hasSize(EPOCHS);
            assertThat(job.steps.get()).isZero();
        }
    }

    @Test
    void fit_checkpointInNoFolder_isRefusedBeforeAnyStep() {
        try (Job job = new Job(5)) {
            Path file = folder.resolve("missing").resolve("run.checkpoint");
            assertThatThrownBy(() -> job.fit(Trainer.with(new Sgd(0.1)).checkpoint(file)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be a file in a folder that exists");
            assertThat(job.steps.get()).isZero();
        }
    }
}
