package org.kutta.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTests {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeThreeDigits() throws IOException {
        MnistSampler.write(digits(3), folder, "train");
        MnistSampler.write(digits(2), folder, "t10k");
    }

    @Test
    void sample_bundled_hasAsManyDigitsOfEachClass() throws IOException {
        LabelledData data = Mnist.sample();
        assertThat(data.train().shape()).containsExactly(28, 28, 1);
        assertThat(counts(data.train())).containsOnly(500);
        assertThat(counts(data.test())).containsOnly(100);
    }

    @Test
    void sample_trainingImages_haveMean0AndDeviation1() throws IOException {
        Samples train = Mnist.sample().train();
        float[] image = new float[28 * 28];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < train.size(); i++) {
            train.copy(i, image, 0);
            for (float value : image) {
                sum += value;
                squares += value * value;
            }
        }
        double count = train.size() * 784.0;
        // Each value carries a rounding error of half a unit in the last place of a float, about 6e-8 of it.
        assertThat(sum / count).isBetween(-1e-6, 1e-6);
        assertThat(squares / count).isBetween(1 - 1e-6, 1 + 1e-6);
    }

    @Test
    void sampler_sameSeed_drawsTheSameBalancedSample() {
        Images all = digits(60);
        Images drawn = MnistSampler.draw(all, 4, 7);
        Images again = MnistSampler.draw(all, 4, 7);
        assertThat(drawn.size()).isEqualTo(40);
        int[] counts = new int[10];
        for (int i = 0; i < drawn.size(); i++) {
            assertThat(again.pixels(i)).isEqualTo(drawn.pixels(i));
            counts[drawn.label(i)]++;
        }
        assertThat(counts).containsOnly(4);
    }

    @Test
    void load_folderWithTheFourFiles_readsThem() throws IOException {
        LabelledData data = Mnist.load(folder);
        assertThat(data.train().size()).isEqualTo(3);
        assertThat(data.test().size()).isEqualTo(2);
        assertThat(data.train().label(2)).isEqualTo(2);
    }

    @Test
    void load_missingFolder_isRefused() {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> Mnist.load(folder.resolve("none")));
    }

    @Test
    void load_missingFile_isNamed() throws IOException {
        Files.delete(folder.resolve("t10k-labels-idx1-ubyte.gz"));
        refused("holds neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte.gz");
    }

    @Test
    void load_moreImagesThanLabels_isRefused() throws IOException {
        Files.copy(folder.resolve("t10k-labels-idx1-ubyte.gz"), folder.resolve("train-labels-idx1-ubyte"));
        refused("number of labels (2) must be the number of images (3)");
    }

    @Test
    void load_labelOutOfRange_isRefused() throws IOException {
        byte[] labels = {0, 0, 8, 1, 0, 0, 0, 3, 0, 10, 1};
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels);
        refused("label 1 (10) must be between 0 and 9");
        labels[9] = -1;
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels);
        refused("label 1 (255) must be between 0 and 9");
    }

    private void refused(String message) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Mnist.load(folder))
                .withMessageContaining(message);
    }

    /** Images of 2x2 pixels; the class of each is its number modulo 10. */
    private static Images digits(int count) {
        byte[] labels = new byte[count];
        byte[] pixels = new byte[4 * count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 10);
            pixels[4 * i] = (byte) i;
        }
        return new Images(2, 2, 1, 10, pixels, labels);
    }

    private static int[] counts(Samples samples) {
        int[] counts = new int[samples.classes()];
        for (int i = 0; i < samples.size(); i++) {
            counts[samples.label(i)]++;
        }
        return counts;
    }
}
