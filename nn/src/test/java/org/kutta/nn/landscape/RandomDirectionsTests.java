package org.kutta.nn.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.ParameterRole;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;

class RandomDirectionsTests {
    /** Two inputs, two units: the incoming weights of a unit are a column, 3 4 and 0 12; then two biases. */
    private static final double[] POINT = {3, 0, 4, 12, 7, 8};

    private static final List<ParameterGroup> GROUPS = Dense.of(2).parameters(Shape.of(2));

    private static double[] drawn(Normalization normalization) {
        return new RandomDirections(normalization, false, 5)
                .draw(POINT, GROUPS, 1)
                .get(0)
                .toArray();
    }

    @Test
    void draw_filterNormalization_givesEachUnitTheNormOfItsWeights() {
        double[] normal = drawn(Normalization.NONE);
        double[] d = drawn(Normalization.FILTER);
        // Worked out: column norms of the point are 5 and 12; those of the normal numbers are divided out.
        double first = 5 / Math.hypot(normal[0], normal[2]);
        double second = 12 / Math.hypot(normal[1], normal[3]);
        double[] expected = {normal[0] * first, normal[1] * second, normal[2] * first, normal[3] * second, 0, 0};
        assertThat(d).containsExactly(expected, within(1e-8));
        assertThat(Math.hypot(d[0], d[2])).isCloseTo(5, within(1e-8));
        assertThat(Math.hypot(d[1], d[3])).isCloseTo(12, within(1e-8));
    }

    @Test
    void draw_layerNormalization_givesTheGroupItsNorm() {
        double[] normal = drawn(Normalization.NONE);
        double scale = 13
                / Math.sqrt(
                        normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2] + normal[3] * normal[3]);
        double[] d = drawn(Normalization.LAYER);
        for (int i = 0; i < 4; i++) {
            assertThat(d[i]).isCloseTo(scale * normal[i], within(1e-8));
        }
    }

    @Test
    void draw_weightNormalization_multipliesByTheWeights() {
        double[] normal = drawn(Normalization.NONE);
        assertThat(drawn(Normalization.WEIGHT))
                .containsExactly(3 * normal[0], 0 * normal[1], 4 * normal[2], 12 * normal[3], 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void draw_biasesAskedFor_movesThemAndLeavesTheWeightsAlone(Normalization normalization) {
        double[] all = new RandomDirections(normalization, true, 5)
                .draw(POINT, GROUPS, 1)
                .get(0)
                .toArray();
        double[] weights = drawn(normalization);
        assertThat(all).startsWith(weights[0], weights[1], weights[2], weights[3]);
        assertThat(all[4]).isNotZero();
        assertThat(all[5]).isNotZero();
    }

    @Test
    void draw_convolution_takesTheOutputChannelAsFilter() {
        List<ParameterGroup> groups =
                Sequential.of(Conv2d.of(2, 3), GroupNorm.of(1)).parameters(Shape.of(4, 4, 3));
        int kernel = 3 * 3 * 3 * 2;
        double[] point = new double[kernel + 2 + 4];
        for (int i = 0; i < point.length; i++) {
            point[i] = 1 + i % 2;
        }
        double[] d = RandomDirections.filterNormalized(1)
                .draw(point, groups, 1)
                .get(0)
                .toArray();
        // Kernel [height, width, in, out]: even entries make channel 0, all ones; odd ones channel 1, all twos.
        double[] squares = new double[2];
        for (int i = 0; i < kernel; i++) {
            squares[i % 2] += d[i] * d[i];
        }
        assertThat(squares[0]).isCloseTo(27, within(1e-7));
        assertThat(squares[1]).isCloseTo(4 * 27, within(1e-7));
        for (int i = kernel; i < d.length; i++) {
            assertThat(d[i]).as("bias or norm parameter %s", i).isZero();
        }
    }

    @Test
    void draw_moreDirections_keepsTheFirstAndIsNearlyOrthogonal() {
        List<ParameterGroup> groups = Dense.of(60).parameters(Shape.of(50));
        double[] point = new double[51 * 60];
        Arrays.fill(point, 0.5);
        RandomDirections settings = RandomDirections.filterNormalized(9);
        List<Direction> two = settings.draw(point, groups, 2);
        assertThat(settings.draw(point, groups, 1).get(0).toArray())
                .isEqualTo(two.get(0).toArray());
        // The cosine of random directions of 3000 entries has a deviation of 1/sqrt(3000): 1.05 degrees; five of them.
        assertThat(two.get(0).angleTo(two.get(1))).isCloseTo(90, within(5.3));
    }

    @Test
    void draw_statistics_areNeverMoved() {
        List<ParameterGroup> groups = List.of(
                new ParameterGroup("w", ParameterRole.DENSE_WEIGHT, Shape.of(1, 1)),
                new ParameterGroup("mean", ParameterRole.STATISTIC, Shape.of(1)));
        assertThat(new RandomDirections(Normalization.NONE, true, 1)
                        .draw(new double[] {1, 1}, groups, 1)
                        .get(0)
                        .toArray()[1])
                .isZero();
    }

    @Test
    void draw_groupsOfAnotherSize_areRefused() {
        assertThatThrownBy(() -> RandomDirections.filterNormalized(1).draw(new double[3], GROUPS, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("groups describe 6 parameters but the point has 3");
    }
}
