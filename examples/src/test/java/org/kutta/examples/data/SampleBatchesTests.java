package org.kutta.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

class SampleBatchesTests {
    private static final Samples POINTS = Points.spheres(10, new Random(5));

    @Test
    void inOrder_lastBatch_isShorter() {
        SampleBatches batches = SampleBatches.inOrder(POINTS, 4);
        Iterator<DataSet> epoch = batches.epoch(0);
        int sample = 0;
        for (int size : new int[] {4, 4, 2}) {
            DataSet batch = epoch.next();
            assertThat(batch.getFeatures().shape()).containsExactly(size, 2);
            assertThat(batch.getFeatures().dataType()).isEqualTo(DataType.FLOAT);
            assertThat(batch.getLabels().shape()).containsExactly(size, 2);
            for (int i = 0; i < size; i++, sample++) {
                float[] point = new float[2];
                POINTS.copy(sample, point, 0);
                assertThat(batch.getFeatures().getRow(i).toFloatVector()).containsExactly(point);
                assertThat(batch.getLabels().getDouble(i, POINTS.label(sample))).isEqualTo(1);
                assertThat(batch.getLabels().getDouble(i, 1 - POINTS.label(sample)))
                        .isZero();
            }
        }
        assertThat(epoch.hasNext()).isFalse();
        assertThat(batches.batches()).isEqualTo(3);
    }

    @Test
    void shuffled_epochs_differFromEachOtherAndRepeat() {
        SampleBatches batches = SampleBatches.shuffled(POINTS, 5, 1);
        assertThat(values(batches, 0)).isEqualTo(values(batches, 0)).isNotEqualTo(values(batches, 1));
        assertThat(values(batches, 0)).hasSize(10).doesNotHaveDuplicates();
        assertThat(values(SampleBatches.shuffled(POINTS, 5, 2), 0)).isNotEqualTo(values(batches, 0));
    }

    @Test
    void shuffled_samplesLeftOver_areDropped() {
        assertThat(values(SampleBatches.shuffled(POINTS, 4, 1), 0)).hasSize(8);
    }

    @Test
    void shuffled_batchLargerThanTheData_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleBatches.shuffled(POINTS, 11, 1))
                .withMessage("batch (11) must be at most the number of training samples (10)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleBatches.inOrder(POINTS, 0))
                .withMessage("batch (0) must be >= 1");
    }

    private static List<Float> values(SampleBatches batches, int epoch) {
        List<Float> values = new ArrayList<>();
        batches.epoch(epoch).forEachRemaining(batch -> {
            for (float value : batch.getFeatures().getColumn(0).toFloatVector()) {
                values.add(value);
            }
        });
        return values;
    }
}
