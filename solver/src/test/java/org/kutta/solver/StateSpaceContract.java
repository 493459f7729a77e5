package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * What every {@link StateSpace} must do. A test class of a space implements it and inherits the tests.
 *
 * @param <S> type of the state
 */
public interface StateSpaceContract<S> {

    /** {@return the space under test} */
    StateSpace<S> space();

    /**
     * {@return a new state of six components in a fixed shape}
     *
     * @param components values, row-major
     */
    S state(double... components);

    /**
     * {@return the six components, row-major}
     *
     * @param state a state
     */
    double[] components(S state);

    /** {@return a state of another shape} */
    S stateOfOtherShape();

    private Offset<Double> rounding(double scale) {
        return Offset.offset(8 * space().unitRoundoff() * scale);
    }

    private S[] threeStages() {
        S[] stages = space().newStages(state(0, 0, 0, 0, 0, 0), 3);
        space().copy(state(1, 2, 3, 4, 5, 6), stages[0]);
        space().copy(state(-1, 0.5, 0, 2, -4, 1), stages[1]);
        space().copy(state(0.25, 0, -8, 1, 1, -2), stages[2]);
        return stages;
    }

    @Test
    default void zerosLike_anyState_isIndependentAndZero() {
        S y = state(1, 2, 3, 4, 5, 6);
        S zeros = space().zerosLike(y);
        assertThat(components(zeros)).containsExactly(0, 0, 0, 0, 0, 0);
        space().copy(state(9, 9, 9, 9, 9, 9), zeros);
        assertThat(components(y)).containsExactly(1, 2, 3, 4, 5, 6);
        space().release(zeros);
    }

    @Test
    default void newStages_severalStages_areZeroAndIndependent() {
        S[] stages = space().newStages(state(1, 2, 3, 4, 5, 6), 3);
        assertThat(stages).hasSize(3);
        space().copy(state(1, 1, 1, 1, 1, 1), stages[1]);
        assertThat(components(stages[0])).containsExactly(0, 0, 0, 0, 0, 0);
        assertThat(components(stages[2])).containsExactly(0, 0, 0, 0, 0, 0);
        assertThat(space().newStages(state(1, 2, 3, 4, 5, 6), 0)).isEmpty();
    }

    @Test
    default void copy_andSetZero_writeTheTargetOnly() {
        S source = state(1, 2, 3, 4, 5, 6);
        S target = state(0, 0, 0, 0, 0, 7);
        space().copy(source, target);
        assertThat(components(target)).containsExactly(1, 2, 3, 4, 5, 6);
        space().setZero(target);
        assertThat(components(target)).containsExactly(0, 0, 0, 0, 0, 0);
        assertThat(components(source)).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    default void combine_base_isBasePlusWeightedSum() {
        S base = state(10, 20, 30, 40, 50, 60);
        S result = state(0, 0, 0, 0, 0, 0);
        double[] weights = {0.5, 2, -1, 99};
        space().combine(base, 0.25, weights, threeStages(), 3, result);
        double[] sums = {0.5 - 2 - 0.25, 1 + 1, 1.5 + 8, 2 + 4 - 1, 2.5 - 8 - 1, 3 + 2 + 2};
        for (int i = 0; i < 6; i++) {
            assertThat(components(result)[i]).isCloseTo(10 * (i + 1) + 0.25 * sums[i], rounding(60));
        }
        assertThat(components(base)).containsExactly(10, 20, 30, 40, 50, 60);
    }

    @Test
    default void combine_resultIsBase_isUpdatedInPlace() {
        S base = state(1, 1, 1, 1, 1, 1);
        space().combine(base, 2, new double[] {1, 0, 0}, threeStages(), 1, base);
        assertThat(components(base)).containsExactly(3, 5, 7, 9, 11, 13);
    }

    @Test
    default void combine_zeroWeight_keepsNotANumberOut() {
        S[] stages = threeStages();
        space().copy(state(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN), stages[1]);
        S result = state(0, 0, 0, 0, 0, 0);
        space().combine(state(0, 0, 0, 0, 0, 0), 1, new double[] {1, 0, 4}, stages, 3, result);
        assertThat(components(result)).containsExactly(2, 2, -29, 8, 9, -2);
        space().combine(1, new double[] {1, 0, 4}, stages, 3, result);
        assertThat(components(result)).containsExactly(2, 2, -29, 8, 9, -2);
    }

    @Test
    default void combine_noTerms_isTheBaseOrZero() {
        S result = state(9, 9, 9, 9, 9, 9);
        space().combine(state(1, 2, 3, 4, 5, 6), 1, new double[0], space().newStages(result, 0), 0, result);
        assertThat(components(result)).containsExactly(1, 2, 3, 4, 5, 6);
        space().combine(1, new double[0], space().newStages(result, 0), 0, result);
        assertThat(components(result)).containsExactly(0, 0, 0, 0, 0, 0);
    }

    @Test
    default void combine_anyNumberOfStages_sumsThemAll() {
        for (int count = 1; count <= 20; count++) {
            S[] stages = space().newStages(state(0, 0, 0, 0, 0, 0), count);
            double[] weights = new double[count];
            for (int j = 0; j < count; j++) {
                space().copy(state(j, 1, 2, 3, 4, -j), stages[j]);
                weights[j] = j + 1;
            }
            double total = count * (count + 1) / 2.0;
            double squares = (count - 1) * count * (count + 1) / 3.0;
            S result = state(0, 0, 0, 0, 0, 0);
            space().combine(state(1, 1, 1, 1, 1, 1), 1, weights, stages, count, result);
            assertThat(components(result))
                    .as("%s stages", count)
                    .containsExactly(1 + squares, 1 + total, 1 + 2 * total, 1 + 3 * total, 1 + 4 * total, 1 - squares);
        }
    }

    @Test
    default void axpyScaleDot_smallIntegers_areExact() {
        S y = state(1, 2, 3, 4, 5, 6);
        space().axpy(2, state(1, 0, -1, 0, 2, 1), y);
        assertThat(components(y)).containsExactly(3, 2, 1, 4, 9, 8);
        space().scale(0.5, y);
        assertThat(components(y)).containsExactly(1.5, 1, 0.5, 2, 4.5, 4);
        assertThat(space().dot(y, state(2, 1, 2, 1, 2, 1))).isEqualTo(20);
    }

    @Test
    default void errorRatio_scalarTolerances_isTheRootMeanSquare() {
        S error = state(1e-3, -2e-3, 0, 4e-3, 0, 1e-3);
        S y0 = state(1, -2, 3, 0, 0, 1);
        S y1 = state(-2, 1, 0, 0, 0, 1);
        double rtol = 0.125;
        double atol = 0.5;
        double[] scales = {0.75, 0.75, 0.875, 0.5, 0.5, 0.625};
        double[] errors = {1e-3, -2e-3, 0, 4e-3, 0, 1e-3};
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            sum += errors[i] / scales[i] * (errors[i] / scales[i]);
        }
        double expected = Math.sqrt(sum / 6);
        assertThat(space().errorRatio(error, y0, y1, Tolerances.of(rtol, atol)))
                .isCloseTo(expected, rounding(expected));
    }

    @Test
    default void errorRatio_ofStages_equalsThatOfTheirSum() {
        S[] stages = threeStages();
        double[] weights = {0.01, -0.02, 0.005};
        S y0 = state(1, -2, 3, 0, 0, 1);
        S y1 = state(-2, 1, 0, 0, 0, 1);
        Tolerances tolerances = Tolerances.of(1e-2, 1e-3);
        S error = state(0, 0, 0, 0, 0, 0);
        space().combine(0.5, weights, stages, 3, error);
        double expected = space().errorRatio(error, y0, y1, tolerances);
        S scratch = state(0, 0, 0, 0, 0, 0);
        assertThat(space().errorRatio(0.5, weights, stages, 3, y0, y1, tolerances, scratch))
                .isCloseTo(expected, rounding(expected));
    }

    @Test
    default void errorRatio_anythingNotFinite_isNotAccepted() {
        S good = state(0, 0, 0, 0, 0, 0);
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            S poisoned = state(0, 0, 0, 0, bad, 0);
            assertThat(space().errorRatio(poisoned, good, good, Tolerances.of(1e-3, 1e-3)) <= 1)
                    .as("error %s", bad)
                    .isFalse();
            assertThat(space().errorRatio(good, good, poisoned, Tolerances.of(1e-3, 1e-3)) <= 1)
                    .as("y1 %s", bad)
                    .isFalse();
            assertThat(space().isFinite(poisoned)).isFalse();
        }
        assertThat(space().isFinite(good)).isTrue();
    }

    @Test
    default void worstComponent_largestScaledErrorOrNotFinite_isNamed() {
        S y = state(1, 1, 1, 1, 1, 100);
        Tolerances tolerances = Tolerances.of(1, 1e-3);
        assertThat(space().worstComponent(state(1, 1, 3, 1, 1, 10), y, y, tolerances))
                .isEqualTo(2);
        assertThat(space().worstComponent(state(1, 1, 3, 1, Double.NaN, 10), y, y, tolerances))
                .isEqualTo(4);
    }

    @Test
    default void shapes_describeAndCompare() {
        S y = state(1, 2, 3, 4, 5, 6);
        assertThat(space().size(y)).isEqualTo(6);
        assertThat(space().bytes(y)).isIn(24L, 48L);
        assertThat(space().sameShape(y, space().zerosLike(y))).isTrue();
        assertThat(space().sameShape(y, stateOfOtherShape())).isFalse();
        assertThat(space().describeShape(y)).isNotEqualTo(space().describeShape(stateOfOtherShape()));
    }

    @Test
    default void unitRoundoff_addedToOne_isLost() {
        double u = space().unitRoundoff();
        S y = state(1, 1, 1, 1, 1, 1);
        space().axpy(1, state(u, 2 * u, 4 * u, 0, 0, 0), y);
        assertThat(components(y)).startsWith(1, 1 + 2 * u, 1 + 4 * u);
    }

    @Test
    default void checkTolerances_wrongNumberOfEntries_isRefused() {
        S y = state(1, 2, 3, 4, 5, 6);
        space().checkTolerances(Tolerances.of(1e-3, 1e-6), y);
        assertThatIllegalArgumentException().isThrownBy(() -> space().checkTolerances(
                        Tolerances.of(new double[] {1e-3, 1e-3}, new double[] {1, 1}), y));
    }
}
