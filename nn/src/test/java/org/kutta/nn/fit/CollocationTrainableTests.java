package org.kutta.nn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class CollocationTrainableTests {
    private static List<DerivativeEstimate> estimates() {
        return FitModes.driven().stream()
                .map(series -> new DerivativeEstimate(
                        series.times(),
                        series.states().stream()
                                .map(state -> ImmutableDoubleArray.copyOf(
                                        state.stream().map(v -> Double.isNaN(v) ? 0.1 : v)))
                                .collect(ImmutableList.toImmutableList()),
                        series.states(),
                        series.inputs()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradient_drivenTerms_equalsCentralDifferences(boolean timeInvariant) {
        FitSettings settings = FitSettings.defaults().componentWeights(1, 3);
        FitSettings chosen = timeInvariant ? settings.timeInvariant() : settings.huberLoss(0.3);
        try (FieldTerms<double[]> field = FitModes.mixed(FitModes.heap());
                CollocationTrainable<double[]> fit = CollocationTrainable.of(field, estimates(), chosen)) {
            fit.lossAndGradient(estimates());
            double[] gradient = fit.gradient().toDoubleVector();
            double delta = 1e-5;
            for (int i = 0; i < gradient.length; i++) {
                double value = fit.parameters().getDouble(i);
                fit.parameters().putScalar(i, value + delta);
                double above = fit.lossAndGradient(estimates());
                fit.parameters().putScalar(i, value - delta);
                double below = fit.lossAndGradient(estimates());
                fit.parameters().putScalar(i, value);
                assertThat(gradient[i]).as("parameter %d", i).isCloseTo((above - below) / (2 * delta), within(1e-8));
            }
        }
    }

    @Test
    void lossAndGradient_onArrays_agreesWithTheHeapToRounding() {
        try (FieldTerms<double[]> heap = FitModes.mixed(FitModes.heap());
                FieldTerms<INDArray> arrays = FitModes.mixed(FitModes.arrays());
                CollocationTrainable<double[]> left =
                        CollocationTrainable.of(heap, estimates(), FitSettings.defaults());
                CollocationTrainable<INDArray> right =
                        CollocationTrainable.of(arrays, estimates(), FitSettings.defaults())) {
            double loss = left.lossAndGradient(estimates());
            assertThat(right.lossAndGradient(estimates())).isCloseTo(loss, within(1e-13));
            assertThat(right.gradient().toDoubleVector())
                    .usingComparatorWithPrecision(1e-13)
                    .containsExactly(left.gradient().toDoubleVector());
        }
    }

    @Test
    void firstNonFinite_fieldThatIsNot_namesTheTime() {
        try (FieldTerms<double[]> field = FieldTerms.onHeap(2)
                        .inputs(1)
                        .known("k", (t, y, u, p, dydt) -> dydt[0] = t > 1.05 ? p[0] / 0 : p[0], 1)
                        .build();
                CollocationTrainable<double[]> fit =
                        CollocationTrainable.of(field, estimates(), FitSettings.defaults())) {
            assertThat(fit.lossAndGradient(estimates())).isInfinite();
            assertThat(fit.firstNonFinite(estimates())).isEqualTo(Optional.of("the field at t = 1.1"));
        }
    }

    @Test
    void of_whatDoesNotFit_isRefused() {
        try (FieldTerms<double[]> field = FitModes.mixed(FitModes.heap())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CollocationTrainable.of(
                            field, estimates(), FitSettings.defaults().componentWeights(1, 2, 3)))
                    .withMessage("component weights are 3 but the series have 2 components");
        }
    }

    @Test
    void derivativeEstimate_raggedOrInfinite_isRefused() {
        ImmutableDoubleArray two = ImmutableDoubleArray.of(1, 2);
        ImmutableDoubleArray one = ImmutableDoubleArray.of(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimate(two, one))
                .withMessage("state 0 has 2 components and its derivative 1, but the first state has 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimate(ImmutableDoubleArray.of(Double.NaN), one))
                .withMessageContaining("component of state 0 (NaN)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimate(one, ImmutableDoubleArray.of(Double.POSITIVE_INFINITY)))
                .withMessageContaining("derivative 0 (Infinity)");
        assertThat(estimate(one, ImmutableDoubleArray.of(Double.NaN)).features())
                .isEqualTo(1);
    }

    private static DerivativeEstimate estimate(ImmutableDoubleArray state, ImmutableDoubleArray derivative) {
        return new DerivativeEstimate(
                ImmutableDoubleArray.of(0), ImmutableList.of(state), ImmutableList.of(derivative), Optional.empty());
    }
}
