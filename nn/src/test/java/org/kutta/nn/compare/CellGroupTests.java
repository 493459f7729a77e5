package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellGroupTests {
    @Test
    void of_seedsOfTwoArms_countsDivergedAndComparesPairs() {
        List<CellGroup> groups = CellGroup.of(
                List.of(
                        cell("euler", 1, 0.80, false),
                        cell("euler", 2, 0.70, false),
                        cell("euler", 3, 0.99, true),
                        cell("rk4", 1, 0.82, false),
                        cell("rk4", 2, 0.76, false),
                        cell("rk4", 3, 0.90, false),
                        cell("rk4", 4, 0.10, false)),
                Map.of("rk4", "euler"),
                0.95);
        assertThat(groups).extracting(CellGroup::arm).containsExactly("euler", "rk4");
        CellGroup euler = groups.get(0);
        assertThat(euler.diverged()).isEqualTo(ConfidenceInterval.wilson(1, 3, 0.95));
        assertThat(euler.accuracy().estimate()).isCloseTo(0.75, within(1e-15));
        assertThat(euler.gain().estimate()).isNaN();
        assertThat(euler.isDecided()).isFalse();
        CellGroup rk4 = groups.get(1);
        assertThat(rk4.accuracy().count()).isEqualTo(4);
        assertThat(rk4.gain().count())
                .as("pairs without a diverged or missing control")
                .isEqualTo(2);
        assertThat(rk4.gain().estimate()).isCloseTo(0.04, within(1e-15));
        // t of one degree of freedom times half the distance of 0.02 and 0.06.
        assertThat(rk4.gain().high()).isCloseTo(0.04 + 0.02 * Math.tan(0.475 * Math.PI), within(1e-9));
        assertThat(rk4.isDecided()).isFalse();
    }

    @Test
    void of_sameGainForEverySeed_isDecided() {
        List<CellGroup> groups = CellGroup.of(
                List.of(
                        cell("a", 1, 0.50, false),
                        cell("a", 2, 0.60, false),
                        cell("b", 1, 0.75, false),
                        cell("b", 2, 0.85, false)),
                Map.of("b", "a"),
                0.95);
        assertThat(groups.get(1).isDecided()).isTrue();
    }

    private static CellResult cell(String arm, long seed, double accuracy, boolean diverged) {
        return new CellResult(
                new TrainingCell(arm, 26, 0.1, seed),
                100,
                10,
                1,
                accuracy,
                diverged,
                "",
                ImmutableList.of(),
                ImmutableList.of());
    }
}
