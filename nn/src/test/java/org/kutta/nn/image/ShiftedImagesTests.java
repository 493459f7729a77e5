package org.kutta.nn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.Doubles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.Batches;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class ShiftedImagesTests {
    private static final int SAMPLES = 7;
    private static final int HEIGHT = 4;
    private static final int WIDTH = 5;
    private static final int CHANNELS = 2;
    private static final int SIZE = HEIGHT * WIDTH * CHANNELS;

    private final double[] pixels =
            new SplittableRandom(1).doubles(SAMPLES * SIZE, -1, 1).toArray();

    private ArrayBatches source() {
        INDArray images = NativeArrays.zeros(DataType.DOUBLE, SAMPLES, HEIGHT, WIDTH, CHANNELS);
        NativeArrays.write(pixels, images);
        INDArray labels = NativeArrays.zeros(DataType.DOUBLE, SAMPLES, 1);
        NativeArrays.write(IntStream.range(0, SAMPLES).asDoubleStream().toArray(), labels);
        return ArrayBatches.shuffled(images, labels, 3, 4);
    }

    private double[] shifted(int sample, int down, int right) {
        double[] result = new double[SIZE];
        for (int i = 0; i < HEIGHT; i++) {
            for (int j = 0; j < WIDTH; j++) {
                int row = Math.min(Math.max(i - down, 0), HEIGHT - 1);
                int column = Math.min(Math.max(j - right, 0), WIDTH - 1);
                for (int c = 0; c < CHANNELS; c++) {
                    result[(i * WIDTH + j) * CHANNELS + c] =
                            pixels[sample * SIZE + (row * WIDTH + column) * CHANNELS + c];
                }
            }
        }
        return result;
    }

    /** The last batch holds one image: the source's 7 do not divide by 3. */
    @Test
    void epoch_anyBatch_holdsItsImagesMovedWithinTheBound() {
        boolean moved = false;
        try (ArrayBatches source = source();
                ShiftedImages images = new ShiftedImages(source, 1, 9)) {
            int seen = 0;
            for (Iterator<DataSet> batches = images.epoch(0); batches.hasNext(); ) {
                DataSet batch = batches.next();
                for (int n = 0; n < batch.getFeatures().size(0); n++, seen++) {
                    int sample = batch.getLabels().getInt(n, 0);
                    double[] image = NativeArrays.toHeap(batch.getFeatures().slice(n));
                    assertThat(IntStream.range(0, 9).mapToObj(s -> shifted(sample, s / 3 - 1, s % 3 - 1)))
                            .anySatisfy(expected -> assertThat(image).containsExactly(expected));
                    moved |= !Arrays.equals(image, shifted(sample, 0, 0));
                }
            }
            assertThat(seen).isEqualTo(SAMPLES);
        }
        assertThat(moved).isTrue();
    }

    @Test
    void epoch_noShift_isTheSource() {
        try (ArrayBatches source = source();
                ArrayBatches same = source();
                ShiftedImages images = new ShiftedImages(source, 0, 9)) {
            assertThat(contents(images, 3)).isEqualTo(contents(same, 3));
            assertThat(images.count()).hasValue(3);
        }
    }

    @Test
    void epoch_ofTheSameNumber_isTheSameWhateverCameBefore() {
        try (ArrayBatches source = source();
                ArrayBatches again = source();
                ShiftedImages images = new ShiftedImages(source, 2, 9);
                ShiftedImages takenUp = new ShiftedImages(again, 2, 9)) {
            List<List<Double>> first = contents(images, 0);
            List<List<Double>> second = contents(images, 1);
            assertThat(contents(takenUp, 1)).isEqualTo(second).isNotEqualTo(first);
        }
    }

    private static List<List<Double>> contents(Batches<DataSet> data, int epoch) {
        List<List<Double>> all = new ArrayList<>();
        data.epoch(epoch).forEachRemaining(batch -> all.add(Doubles.asList(NativeArrays.toHeap(batch.getFeatures()))));
        return all;
    }

    @Test
    void epoch_ofSamplesThatAreNoImages_isRefused() {
        INDArray points = NativeArrays.zeros(DataType.FLOAT, 4, 2);
        try (ShiftedImages images = new ShiftedImages(Batches.of(List.of(new DataSet(points, points))), 1, 9)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> images.epoch(0).next())
                    .withMessage("shape of the images ([4, 2]) must be [batch, height, width, channels]");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new ShiftedImages(source(), -1, 1));
    }
}
