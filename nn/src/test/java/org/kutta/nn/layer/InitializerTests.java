package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializerTests {

    @ParameterizedTest
    @CsvSource({"HE, 0.02", "XAVIER, 0.0133333333", "LECUN, 0.01"})
    void sample_manyWeights_haveTheStatedVariance(Initializer initializer, double variance) {
        double[] values = initializer.sample(100, 50, 100_000, new SplittableRandom(1));
        double mean = Arrays.stream(values).average().orElseThrow();
        double second = Arrays.stream(values).map(v -> v * v).average().orElseThrow();
        // 1e5 samples: 6 standard deviations of the mean, and of the second moment (at most sqrt(2) times the variance)
        assertThat(mean).isCloseTo(0, within(6 * Math.sqrt(variance / 1e5)));
        assertThat(second).isCloseTo(variance, within(6 * Math.sqrt(2 / 1e5) * variance));
    }

    @Test
    void sample_zero_isZero() {
        assertThat(Initializer.ZERO.sample(3, 4, 12, new SplittableRandom(1))).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({"7, 4", "4, 7", "5, 5"})
    void sample_orthogonal_hasOrthonormalShorterSide(int rows, int columns) {
        double[] q = Initializer.ORTHOGONAL.sample(rows, columns, rows * columns, new SplittableRandom(1));
        boolean tall = rows >= columns;
        int count = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                double dot = 0;
                for (int k = 0; k < length; k++) {
                    dot += tall ? q[k * columns + i] * q[k * columns + j] : q[i * columns + k] * q[j * columns + k];
                }
                assertThat(dot).isCloseTo(i == j ? 1 : 0, within(1e-14));
            }
        }
    }
}
