package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfidenceIntervalTests {
    /** z = 1.959963984540054 in the closed form of the documentation, worked out apart; 0 of n ends at z^2 / (n + z^2). */
    @ParameterizedTest
    @CsvSource({
        "0, 10, 0.0, 0.2775327998628892",
        "10, 10, 0.7224672001371106, 1.0",
        "5, 10, 0.2365930905125640, 0.7634069094874360",
        "1, 3, 0.06149194472039643, 0.7923403991979523"
    })
    void wilson_knownCounts_isTheClosedForm(int hits, int trials, double low, double high) {
        ConfidenceInterval interval = ConfidenceInterval.wilson(hits, trials, 0.95);
        assertThat(interval.estimate()).isEqualTo((double) hits / trials);
        assertThat(interval.low()).isCloseTo(low, within(1e-9));
        assertThat(interval.high()).isCloseTo(high, within(1e-9));
        assertThat(interval.count()).isEqualTo(trials);
    }

    @Test
    void wilson_noTrials_knowsNothing() {
        ConfidenceInterval interval = ConfidenceInterval.wilson(0, 0, 0.95);
        assertThat(interval.estimate()).isNaN();
        assertThat(interval.low()).isZero();
        assertThat(interval.high()).isEqualTo(1);
    }

    /** For two values t has one degree of freedom: tan(0.475 pi) = 12.7062047361747; s / sqrt(2) is half their distance. */
    @Test
    void mean_twoValues_isCauchy() {
        ConfidenceInterval interval = ConfidenceInterval.mean(new double[] {1, 3}, 0.95);
        assertThat(interval.estimate()).isEqualTo(2);
        assertThat(interval.high()).isCloseTo(2 + Math.tan(0.475 * Math.PI), within(1e-9));
        assertThat(interval.low()).isCloseTo(2 - Math.tan(0.475 * Math.PI), within(1e-9));
    }

    /** Two degrees of freedom: t = 2 q sqrt(2 / (1 - 4 q^2)) with q = 0.475, s = 1. */
    @Test
    void mean_threeValues_isTheClosedForm() {
        double t = 2 * 0.475 * Math.sqrt(2 / (1 - 4 * 0.475 * 0.475));
        ConfidenceInterval interval = ConfidenceInterval.mean(new double[] {4, 5, 6}, 0.95);
        assertThat(interval.high() - 5).isCloseTo(t / Math.sqrt(3), within(1e-9));
        assertThat(interval.count()).isEqualTo(3);
    }

    @Test
    void mean_fewerThanTwo_hasNoEnds() {
        assertThat(ConfidenceInterval.mean(new double[] {0.5}, 0.95))
                .isEqualTo(new ConfidenceInterval(0.5, Double.NaN, Double.NaN, 1, 0.95));
        assertThat(ConfidenceInterval.mean(new double[0], 0.95).estimate()).isNaN();
    }

    /** The share of intervals that hold the truth is binomial: 3 deviations of 2000 trials at 0.9 are 0.0201. */
    @Test
    void mean_manySamples_coversAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(7);
        int covered = 0;
        for (int i = 0; i < 2000; i++) {
            double[] values = new double[4];
            for (int j = 0; j < values.length; j++) {
                values[j] = 3 + random.nextGaussian();
            }
            ConfidenceInterval interval = ConfidenceInterval.mean(values, 0.9);
            covered += interval.low() <= 3 && 3 <= interval.high() ? 1 : 0;
        }
        assertThat(covered / 2000.0).isCloseTo(0.9, within(0.0202));
    }

    @Test
    void of_badInput_isRefused() {
        assertThatThrownBy(() -> ConfidenceInterval.wilson(3, 2, 0.95)).hasMessageContaining("hits (3)");
        assertThatThrownBy(() -> ConfidenceInterval.wilson(1, 2, 1)).hasMessageContaining("level (1.0)");
        assertThatThrownBy(() -> ConfidenceInterval.mean(new double[] {Double.NaN}, 0.9))
                .hasMessageContaining("NaN");
    }
}
