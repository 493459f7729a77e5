package org.kutta.adjoint.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class BinomialScheduleTests {

    /** The least forward steps by dynamic programming over where the first checkpoint goes. */
    private static long[][] optima(int steps, int states) {
        long[][] t = new long[steps + 1][states + 1];
        for (int l = 2; l <= steps; l++) {
            t[l][1] = l * (l - 1L) / 2;
            for (int c = 2; c <= states; c++) {
                t[l][c] = Long.MAX_VALUE;
                for (int m = 1; m < l; m++) {
                    t[l][c] = Math.min(t[l][c], m + t[l - m][c - 1] + t[m][c]);
                }
            }
        }
        return t;
    }

    @Test
    void forwardSteps_anyCase_equalTheOptimumFoundBySearch() {
        long[][] optima = optima(120, 12);
        for (int l = 1; l <= 120; l++) {
            for (int c = 1; c <= 12; c++) {
                assertThat(BinomialSchedule.forwardSteps(l, c))
                        .as("%s steps, %s states", l, c)
                        .isEqualTo(optima[l][c]);
            }
        }
    }

    @Test
    void advance_anyCase_attainsTheOptimum() {
        for (int l = 2; l <= 400; l++) {
            for (int c = 2; c <= 20; c++) {
                long m = BinomialSchedule.advance(l, c);
                assertThat(m).isBetween(1L, l - 1L);
                assertThat(m + BinomialSchedule.forwardSteps(l - m, c - 1) + BinomialSchedule.forwardSteps(m, c))
                        .as("%s steps, %s states", l, c)
                        .isEqualTo(BinomialSchedule.forwardSteps(l, c));
            }
        }
    }

    @Test
    void recomputedSteps_withRoomForAllStates_areNone() {
        assertThat(BinomialSchedule.recomputedSteps(1000, 1000)).isZero();
        assertThat(BinomialSchedule.recomputedSteps(1000, 999)).isZero();
        assertThat(BinomialSchedule.recomputedSteps(1000, 998)).isEqualTo(1);
    }

    @Test
    void recomputedSteps_oneMillionStepsInFiftyStates_areLessThanFourSweeps() {
        // C(50 + 4, 4) = 316251 < 10^6 <= C(50 + 5, 5): five sweeps, the first of which is the solve itself.
        assertThat(BinomialSchedule.repetitions(1_000_000, 50)).isEqualTo(5);
        assertThat(BinomialSchedule.recomputedSteps(1_000_000, 50)).isLessThan(4_000_000);
    }

    @Test
    void repetitions_hugeCases_doNotOverflow() {
        assertThat(BinomialSchedule.repetitions(Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isEqualTo(1);
        assertThat(BinomialSchedule.repetitions(1L << 40, 2)).isEqualTo(1_482_909L);
    }

    @Test
    void binomial_tooLarge_saturates() {
        assertThat(BinomialSchedule.binomial(40, 20)).isEqualTo(137_846_528_820L);
        assertThat(BinomialSchedule.binomial(1000, 500)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void advance_withoutASecondState_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinomialSchedule.advance(5, 1))
                .withMessageContaining("(1) must both be >= 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinomialSchedule.repetitions(0, 1))
                .withMessageContaining("steps (0) must be >= 1");
    }
}
