package org.kutta.examples.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PointsTests {
    @Test
    void spheres_anyPoint_liesInARingOfItsClass() {
        Points points = Points.spheres(400, new Random(1));
        int[] rings = new int[3];
        float[] point = new float[2];
        for (int i = 0; i < points.size(); i++) {
            points.copy(i, point, 0);
            double radius = Math.hypot(point[0], point[1]);
            int ring = (int) Math.round(2 * radius) - 1;
            // Coordinates are rounded to floats: relative error 6e-8.
            assertThat(radius).isBetween((ring + 1) * 0.5 - 0.15 - 1e-6, (ring + 1) * 0.5 + 0.15 + 1e-6);
            assertThat(points.label(i)).isEqualTo(ring == 1 ? 1 : 0);
            rings[ring]++;
        }
        assertThat(rings).containsExactly(100, 200, 100);
    }

    @Test
    void spirals_turnedByHalfATurn_areEachOther() {
        Points points = Points.spirals(1000, new Random(2));
        double[] means = new double[4];
        float[] point = new float[2];
        for (int i = 0; i < points.size(); i++) {
            points.copy(i, point, 0);
            means[2 * points.label(i)] += point[0] / 500;
            means[2 * points.label(i) + 1] += point[1] / 500;
        }
        // A mean of 500 points of deviation below 1 has a deviation below 0.045.
        assertThat(means[2]).isBetween(-means[0] - 0.25, -means[0] + 0.25);
        assertThat(means[3]).isBetween(-means[1] - 0.25, -means[1] + 0.25);
    }

    @Test
    void points_sameSeed_areTheSame() {
        float[] first = new float[2];
        float[] second = new float[2];
        Points.spirals(10, new Random(3)).copy(9, first, 0);
        Points.spirals(10, new Random(3)).copy(9, second, 0);
        assertThat(second).containsExactly(first);
    }
}
