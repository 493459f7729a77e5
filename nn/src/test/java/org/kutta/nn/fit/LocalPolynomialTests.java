package org.kutta.nn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LocalPolynomialTests {
    private static Trajectory parabola(double[] times) {
        List<double[]> states = Arrays.stream(times)
                .mapToObj(t -> new double[] {3 - 2 * t + 0.5 * t * t, t})
                .toList();
        return Trajectory.of(times, states);
    }

    @Test
    void estimate_polynomialOfItsDegreeAtIrregularTimes_isExact() {
        double[] times = new SplittableRandom(4).doubles(40, 0, 5).sorted().toArray();
        DerivativeEstimate estimate = LocalPolynomial.quadratic(7).estimate(parabola(times));
        assertThat(estimate.size()).isEqualTo(40);
        for (int n = 0; n < 40; n++) {
            double t = times[n];
            // Rounding of the least squares, over the bandwidth.
            assertThat(estimate.states().get(n).get(0)).isCloseTo(3 - 2 * t + 0.5 * t * t, within(1e-12));
            assertThat(estimate.derivatives().get(n).get(0)).isCloseTo(t - 2, within(1e-11));
            assertThat(estimate.derivatives().get(n).get(1)).isCloseTo(1, within(1e-11));
        }
    }

    @Test
    void estimate_noise_hasTheVarianceOfTheSmoother() {
        // On an even grid the slope of the local parabola is sum w x y / sum w x^2, so its variance is s^2 sum (w x)^2
        // / (sum w x^2)^2.
        int count = 401;
        double spacing = 0.05;
        double noise = 0.01;
        SplittableRandom random = new SplittableRandom(11);
        double[] times = new double[count];
        Arrays.setAll(times, i -> spacing * i);
        List<double[]> states = Arrays.stream(times)
                .mapToObj(t -> new double[] {t + noise * random.nextGaussian()})
                .toList();
        DerivativeEstimate estimate = LocalPolynomial.quadratic(21).estimate(Trajectory.of(times, states));
        double sum = 0;
        for (int n = 20; n < count - 20; n++) {
            sum += Math.pow(estimate.derivatives().get(n).get(0) - 1, 2);
        }
        double weighted = 0;
        double squares = 0;
        for (int k = -10; k <= 10; k++) {
            double w = Math.pow(1 - Math.pow(Math.abs(k) / 10.0, 3), 3);
            weighted += w * Math.pow(spacing * k, 2);
            squares += Math.pow(w * spacing * k, 2);
        }
        double variance = noise * noise * squares / (weighted * weighted);
        // Neighbouring estimates share their data: 361 of them tell as much as some 36, whose mean square is known to
        // sqrt(2 / 36).
        assertThat(sum / (count - 40)).isCloseTo(variance, within(3 * Math.sqrt(2.0 / 36) * variance));
    }

    @Test
    void estimate_insideGapAndBeyondEnds_isLeftOut() {
        double[] times = new double[40];
        Arrays.setAll(times, i -> 0.1 * i);
        List<double[]> states =
                parabola(times).states().stream().map(state -> state.toArray()).toList();
        for (int n = 0; n < 40; n++) {
            if (n < 2 || (n > 14 && n < 26) || n == 33) {
                states.get(n)[1] = Double.NaN;
            }
        }
        DerivativeEstimate estimate = LocalPolynomial.quadratic(7).estimate(Trajectory.of(times, states));
        assertThat(estimate.times().stream().filter(t -> t < 0.15)).isEmpty();
        assertThat(estimate.times().stream().filter(t -> t > 1.65 && t < 2.35)).isEmpty();
        assertThat(estimate.times().asList()).contains(times[33]);
    }

    @Test
    void estimate_tooFewObservations_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalPolynomial.quadratic(7).estimate(parabola(new double[] {0, 1, 2, 3})))
                .withMessageStartingWith("component 0 was observed 4 times but derivatives are estimated from 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalPolynomial.quadratic(4))
                .withMessage("neighbours (4) must be >= 5");
    }
}
