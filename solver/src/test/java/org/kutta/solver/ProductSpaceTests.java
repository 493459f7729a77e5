package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.Doubles;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.kutta.solver.tableau.Tableaus;

class ProductSpaceTests implements StateSpaceContract<ProductState<double[]>> {

    private static final ProductSpace<double[]> SPACE = ProductSpace.of(DoubleArraySpace.INSTANCE, 3);

    @Override
    public StateSpace<ProductState<double[]>> space() {
        return SPACE;
    }

    @Override
    public ProductState<double[]> state(double... components) {
        return ProductState.of(
                Arrays.copyOfRange(components, 0, 1),
                Arrays.copyOfRange(components, 1, 3),
                Arrays.copyOfRange(components, 3, components.length));
    }

    @Override
    public double[] components(ProductState<double[]> state) {
        return Doubles.concat(state.part(0), state.part(1), state.part(2));
    }

    @Override
    public ProductState<double[]> stateOfOtherShape() {
        return ProductState.of(new double[1], new double[2], new double[1]);
    }

    @Test
    void errorRatio_seminorm_countsOnlyTheChosenParts() {
        ProductSpace<double[]> seminorm = SPACE.countingOnly(true, false, true);
        ProductState<double[]> y = state(0, 0, 0, 0, 0, 0);
        Tolerances tolerances = Tolerances.of(0, 1);
        assertThat(seminorm.errorRatio(state(2, 100, 100, 2, 2, 2), y, y, tolerances))
                .isEqualTo(2);
        assertThat(seminorm.worstComponent(state(2, 100, 100, 2, 3, 2), y, y, tolerances))
                .isEqualTo(4);
        assertThat(seminorm.errorRatio(y, y, state(0, Double.NaN, 0, 0, 0, 0), tolerances) <= 1)
                .as("a part that does not count must still be finite")
                .isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> SPACE.countingOnly(false, false, false));
        assertThatIllegalArgumentException().isThrownBy(() -> SPACE.countingOnly(true));
    }

    @Test
    void errorRatio_tolerancesByParts_applyToTheirParts() {
        ProductState<double[]> y = state(0, 0, 0, 0, 0, 0);
        Tolerances tolerances = Tolerances.ofParts(Tolerances.of(0, 1), Tolerances.of(0, 2), Tolerances.of(0, 4));
        SPACE.checkTolerances(tolerances, y);
        assertThat(SPACE.errorRatio(state(3, 6, 6, 12, 12, 12), y, y, tolerances))
                .isEqualTo(3);
    }

    @Test
    void solve_productOfCopies_takesTheStepsOfOne() {
        VectorField<double[]> field = (t, y, dydt) -> {
            dydt[0] = y[1];
            dydt[1] = -Math.sin(y[0]) * (1 + 0.1 * Math.cos(t));
        };
        double[] y0 = {1, 0};
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-8);
        Solution<double[]> alone = solver.solve(field, 0, 10, y0);
        ProductSpace<double[]> pair = ProductSpace.of(DoubleArraySpace.INSTANCE, 2);
        Solution<ProductState<double[]>> both = solver.solve(OdeProblem.of(
                pair,
                (t, y, dydt) -> {
                    field.evaluate(t, y.part(0), dydt.part(0));
                    field.evaluate(t, y.part(1), dydt.part(1));
                },
                0,
                10,
                ProductState.of(y0.clone(), y0.clone())));
        assertThat(both.stats()).isEqualTo(alone.stats());
        assertThat(both.finalState().part(1))
                .containsExactly(alone.finalState(), org.assertj.core.data.Offset.offset(1e-12));
    }
}
