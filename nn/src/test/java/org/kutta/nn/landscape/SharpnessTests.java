package org.kutta.nn.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.ParameterRole;
import org.kutta.nn.layer.Shape;

class SharpnessTests {
    /** Three filters of one weight each. */
    private static final List<ParameterGroup> GROUPS =
            List.of(new ParameterGroup("w", ParameterRole.DENSE_WEIGHT, Shape.of(1, 3)));

    private static final double[] POINT = {1, 2, -1};

    /** Centred at the point, so that it is the minimum. */
    private static final Quadratic BOWL = new Quadratic(new double[][] {{2, 0, 0}, {0, 1, 0}, {0, 0, 6}}, POINT, true);

    private static SharpnessFigures figures() {
        Sharpness settings = new Sharpness(0.5, 4, 40, RandomDirections.filterNormalized(1), new Lanczos(3, 0, 1));
        return settings.at(Landscape.of(BOWL.flat()), POINT, GROUPS);
    }

    @Test
    void at_filtersOfOneWeight_risesAsWorkedOutByHand() {
        // Every filter moves by half its weight: 0.5, 1, 0.5, whatever the draw. (2/4 + 1 + 6/4) / 2 = 1.5.
        SharpnessFigures figures = figures();
        assertThat(figures.loss()).isZero();
        assertThat(figures.meanRise()).isCloseTo(1.5, within(1e-8));
        assertThat(figures.meanRiseError()).isLessThan(1e-8);
    }

    @Test
    void at_quadratic_findsTheWorstPointOfTheBall() {
        // In units of the weights the curvatures are 2, 4, 6; the ball has the radius 0.5 sqrt(3): 6 * 0.75 / 2.
        assertThat(figures().worstRise()).isCloseTo(2.25, within(1e-6));
    }

    @Test
    void at_quadratic_hasItsEigenvalues() {
        assertThat(figures().curvature().largest()).isCloseTo(6, within(1e-12));
        assertThat(figures().curvature().smallest()).isCloseTo(1, within(1e-12));
    }

    @Test
    void at_withoutNormalization_ballIsRound() {
        // |d|^2 <= 0.25 * 3 without scales: largest rise 6 * 0.75 / 2.
        Sharpness settings =
                new Sharpness(0.5, 4, 60, new RandomDirections(Normalization.NONE, false, 2), new Lanczos(3, 0, 1));
        assertThat(settings.at(Landscape.of(BOWL.flat()), POINT, GROUPS).worstRise())
                .isCloseTo(2.25, within(1e-6));
    }
}
