package org.kutta.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class ArrayBatchesTests {
    private static final int SAMPLES = 10;

    /** Row i of the features is (i, i + 0.5), and its label -i. */
    private static INDArray features() {
        INDArray features = NativeArrays.zeros(DataType.FLOAT, SAMPLES, 1, 2);
        NativeArrays.write(
                IntStream.range(0, 2 * SAMPLES).mapToDouble(i -> 0.5 * i).toArray(), features);
        return features;
    }

    private static INDArray labels() {
        INDArray labels = NativeArrays.zeros(DataType.FLOAT, SAMPLES, 1);
        NativeArrays.write(IntStream.range(0, SAMPLES).mapToDouble(i -> -i).toArray(), labels);
        return labels;
    }

    private static List<Double> order(ArrayBatches batches, int epoch) {
        List<Double> order = new ArrayList<>();
        for (Iterator<DataSet> all = batches.epoch(epoch); all.hasNext(); ) {
            DataSet batch = all.next();
            for (int i = 0; i < batch.getFeatures().size(0); i++) {
                double first = batch.getFeatures().getDouble(i, 0, 0);
                assertThat(batch.getFeatures().getDouble(i, 0, 1)).isEqualTo(first + 0.5);
                assertThat(batch.getLabels().getDouble(i, 0)).isEqualTo(-first);
                order.add(first);
            }
        }
        return order;
    }

    @Test
    void epoch_sizeDoesNotDivide_lastBatchIsSmaller() {
        try (ArrayBatches batches = ArrayBatches.inOrder(features(), labels(), 4)) {
            List<Long> sizes = new ArrayList<>();
            batches.epoch(0)
                    .forEachRemaining(batch -> sizes.add(batch.getFeatures().size(0)));
            assertThat(sizes).containsExactly(4L, 4L, 2L);
            assertThat(batches.count()).hasValue(3);
            assertThat(order(batches, 0)).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
        }
    }

    @Test
    void epoch_shuffled_isAPermutationThatItsNumberFixes() {
        try (ArrayBatches batches = ArrayBatches.shuffled(features(), labels(), 3, 42);
                ArrayBatches again = ArrayBatches.shuffled(features(), labels(), 5, 42)) {
            List<Double> first = order(batches, 0);
            List<Double> second = order(batches, 1);
            assertThat(first).doesNotHaveDuplicates().hasSize(SAMPLES).isNotEqualTo(second);
            assertThat(second).doesNotHaveDuplicates().hasSize(SAMPLES);
            assertThat(order(again, 1)).isEqualTo(second);
            assertThat(order(again, 0)).isEqualTo(first);
        }
    }

    @Test
    void of_differentSampleCounts_isRefused() {
        INDArray three = NativeArrays.zeros(DataType.FLOAT, 3, 1);
        assertThatThrownBy(() -> ArrayBatches.inOrder(features(), three, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10 samples but labels 3");
    }

    @Test
    void of_transposedView_isRefused() {
        INDArray view = NativeArrays.zeros(DataType.FLOAT, 2, SAMPLES).transpose();
        assertThatThrownBy(() -> ArrayBatches.inOrder(view, labels(), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("features must be contiguous");
    }
}
