package org.kutta.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kutta.nn.model.ModelMetadata;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

class LabelledDataTests {
    @Test
    void toDataSet_digits_areArraysInTheOrderOfTheSamples() throws IOException {
        Samples digits = Mnist.sample().first(3, 2).train();
        DataSet set = digits.toDataSet();
        assertThat(set.getFeatures().shape()).containsExactly(3, 28, 28, 1);
        assertThat(set.getFeatures().dataType()).isEqualTo(DataType.FLOAT);
        assertThat(set.getLabels().shape()).containsExactly(3, 10);
        for (int i = 0; i < 3; i++) {
            float[] digit = new float[28 * 28];
            digits.copy(i, digit, 0);
            assertThat(set.getFeatures().slice(i).ravel().toFloatVector()).containsExactly(digit);
            float[] oneHot = new float[10];
            oneHot[digits.label(i)] = 1;
            assertThat(set.getLabels().getRow(i).toFloatVector()).containsExactly(oneHot);
        }
    }

    @Test
    void first_fewerSamples_areTheFirstOnes() {
        Samples all = Points.spirals(10, new Random(4));
        LabelledData data = new LabelledData("points", all, all).first(4, 100);
        assertThat(data.train().size()).isEqualTo(4);
        assertThat(data.test().size()).isEqualTo(10);
        float[] first = new float[2];
        float[] second = new float[2];
        all.copy(3, first, 0);
        data.train().copy(3, second, 0);
        assertThat(second).containsExactly(first);
    }

    @Test
    void normalisedFor_anotherNormalisation_isThatOfRawPixels() throws IOException {
        LabelledData digits = Mnist.sample().first(3, 2);
        assertThat(digits.normalisedFor(ModelMetadata.empty())).isSameAs(digits);
        assertThat(digits.normalisedFor(new ModelMetadata(List.of(), digits.normalisation(), Map.of())))
                .isSameAs(digits);
        LabelledData halves = digits.normalisedFor(ModelMetadata.empty().withNormalisation(255, 2));
        float[] pixels = new float[28 * 28];
        halves.test().copy(1, pixels, 0);
        for (float pixel : pixels) {
            double raw = 2.0 * pixel + 255;
            // A pixel passes through two floats of at most 128.
            assertThat(raw).isBetween(-1e-3, 255 + 1e-3).isCloseTo(Math.rint(raw), within(1e-3));
        }
        assertThat(pixels).contains(-127.5f);
        ModelMetadata colours = new ModelMetadata(
                List.of(),
                Optional.of(new ModelMetadata.Normalisation(List.of(1.0, 2.0, 3.0), List.of(1.0, 1.0, 1.0))),
                Map.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> digits.normalisedFor(colours))
                .withMessageContaining("3 channels but the data (mnist-sample) have 1");
    }

    @Test
    void of_partsOfDifferentKinds_areRefused() throws IOException {
        Samples digits = Mnist.sample().train();
        Samples points = Points.spirals(10, new Random(4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LabelledData("mixed", digits, points))
                .withMessage("test samples have shape [2] but the training samples have [28, 28, 1]");
    }
}
