package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.nn.train.MeanSquaredError;

class MetricTests {
    @Test
    void right_largestOutputs_areCounted() {
        double[] outputs = {0.1, 0.9, 2, 1, -3, -2};
        double[] labels = {0, 1, 0, 1, 0, 1};
        assertThat(Shares.right(outputs, labels, 2)).isCloseTo(2.0 / 3, within(1e-15));
        outputs[4] = Double.NaN;
        assertThat(Shares.right(outputs, labels, 2)).isNaN();
        outputs[4] = Double.POSITIVE_INFINITY;
        assertThat(Shares.right(outputs, labels, 2)).isNaN();
    }

    @Test
    void change_accuracy_isAbsoluteAndOfALossRelative() {
        assertThat(Metric.accuracy().change(0.9, 0.97)).isCloseTo(0.07, within(1e-15));
        assertThat(Metric.accuracy().change(0.97, 0.9)).isCloseTo(0.07, within(1e-15));
        Metric loss = Metric.loss(new MeanSquaredError(), 0.1);
        assertThat(loss.change(4, 5)).isEqualTo(0.25);
        assertThat(loss.change(0, 0)).isZero();
        assertThat(loss.change(0, 1e-300)).isInfinite();
        assertThat(loss.change(1, Double.NaN)).isNaN();
    }

    @Test
    void allowedChange_outOfRange_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Metric.accuracy(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Metric.accuracy(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Metric.loss(new MeanSquaredError(), -1));
    }
}
