package org.kutta.solver.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PidControllerTests {

    @Test
    void fastPower_anyArgument_isCloseToPow() {
        Random random = new Random(11);
        for (double exponent : new double[] {-0.2, -0.125, -1.0 / 3, -0.5, -1, -0.06}) {
            FastPower power = FastPower.withExponent(exponent);
            for (int i = 0; i < 20_000; i++) {
                double x = Math.pow(2, random.nextDouble() * 500 - 250);
                double expected = Math.pow(x, exponent);
                assertThat(power.of(x)).as("%s^%s", x, exponent).isCloseTo(expected, within(2e-6 * expected));
            }
            assertThat(power.of(1)).isEqualTo(1);
            assertThat(power.of(FastPower.LEAST)).isFinite().isPositive();
        }
    }

    @Test
    void integral_acceptedStep_growsByTheRootWithinItsLimits() {
        StepSizeController.Memory control = StepSizeController.integral().start(5);
        assertThat(control.accepted(0.5)).isCloseTo(0.9 * Math.pow(0.5, -0.2), within(1e-5));
        assertThat(control.accepted(1)).isCloseTo(0.9, within(1e-5));
        assertThat(control.accepted(0)).isEqualTo(10);
        assertThat(control.accepted(1e-300)).isEqualTo(10);
    }

    @Test
    void rejected_anyRatio_shrinksAndStaysFromGrowingNext() {
        StepSizeController.Memory control = StepSizeController.integral().start(5);
        assertThat(control.rejected(2)).isCloseTo(0.9 * Math.pow(2, -0.2), within(1e-5));
        assertThat(control.accepted(1e-3)).as("right after a rejection").isEqualTo(1);
        assertThat(control.accepted(1e-3)).isGreaterThan(1);
        assertThat(control.rejected(1e30)).isEqualTo(0.2);
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e300}) {
            assertThat(control.rejected(bad)).isEqualTo(0.2);
        }
        assertThat(control.rejected(Math.nextUp(1.0))).isLessThanOrEqualTo(0.9);
    }

    @Test
    void pid_threeSteps_followTheFormula() {
        double p = 0.3;
        double i = 0.2;
        double d = 0.1;
        StepSizeController.Memory control = StepSizeController.pid(p, i, d).start(4);
        double[] ratios = {0.7, 0.4, 0.9};
        control.accepted(ratios[0]);
        control.accepted(ratios[1]);
        double expected = 0.9
                * Math.pow(ratios[2], -(p + i + d) / 4)
                * Math.pow(ratios[1], (p + 2 * d) / 4)
                * Math.pow(ratios[0], -d / 4);
        assertThat(control.accepted(ratios[2])).isCloseTo(expected, within(1e-5));
        control.reset();
        assertThat(control.accepted(0.5)).isCloseTo(0.9 * Math.pow(0.5, -(p + i + d) / 4), within(1e-5));
    }

    @Test
    void of_badCoefficients_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> StepSizeController.pid(-1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> StepSizeController.pid(0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> StepSizeController.pid(0, Double.NaN, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PidController.of(0, 1, 0).withSafety(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PidController.of(0, 1, 0).withFactors(0.5, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PidController.of(0, 1, 0).withFactors(0, 2));
    }
}
