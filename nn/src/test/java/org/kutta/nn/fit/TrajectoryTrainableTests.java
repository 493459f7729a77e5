package org.kutta.nn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingFailedException;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

class TrajectoryTrainableTests {
    private static final Map<String, FitSettings> SETTINGS = Map.of(
            "plain", FitSettings.defaults(),
            "huber", FitSettings.defaults().huberLoss(0.2),
            "absolute", FitSettings.defaults().absoluteLoss().componentWeights(2, 0.5),
            "initial states", FitSettings.defaults().learnInitialStates().componentWeights(1, 3),
            "shooting", FitSettings.defaults().multipleShooting(2, ContinuityWeight.constant(0.7)),
            "dense shooting", FitSettings.defaults().multipleShooting(1, ContinuityWeight.constant(3)),
            "time-invariant", FitSettings.defaults().timeInvariant().gradient(DiscreteAdjoint.checkpointed(2)));

    static Stream<String> modes() {
        return SETTINGS.keySet().stream().sorted();
    }

    private static FitSettings settings(String mode) {
        return Objects.requireNonNull(SETTINGS.get(mode)).solver(OdeSolver.fixedStep(Tableaus.RK4, 0.1));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void gradient_learnedFieldOnHeap_equalsCentralDifferences(String mode) {
        try (FieldTerms<double[]> field = FitModes.learned(FitModes.heap());
                TrajectoryTrainable<double[]> fit = TrajectoryTrainable.of(field, FitModes.gappy(), settings(mode))) {
            FitModes.assertGradient(fit, FitModes.only(fit), 1e-8);
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void gradient_drivenTermsOnHeap_equalsCentralDifferences(String mode) {
        try (FieldTerms<double[]> field = FitModes.mixed(FitModes.heap());
                TrajectoryTrainable<double[]> fit = TrajectoryTrainable.of(field, FitModes.driven(), settings(mode))) {
            FitModes.assertGradient(fit, FitModes.only(fit), 1e-8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "huber", "absolute", "shooting"})
    void lossAndGradient_onArrays_agreesWithTheHeapToRounding(String mode) {
        try (FieldTerms<double[]> heap = FitModes.mixed(FitModes.heap());
                FieldTerms<INDArray> arrays = FitModes.mixed(FitModes.arrays());
                TrajectoryTrainable<double[]> left = TrajectoryTrainable.of(heap, FitModes.driven(), settings(mode));
                TrajectoryTrainable<INDArray> right =
                        TrajectoryTrainable.of(arrays, FitModes.driven(), settings(mode))) {
            assertThat(right.parameters().toDoubleVector())
                    .isEqualTo(left.parameters().toDoubleVector());
            double loss = left.lossAndGradient(FitModes.only(left));
            // Some thousand operations in another order, each within 1e-16.
            assertThat(right.lossAndGradient(FitModes.only(right))).isCloseTo(loss, within(1e-12));
            assertThat(right.gradient().toDoubleVector())
                    .usingComparatorWithPrecision(1e-12)
                    .containsExactly(left.gradient().toDoubleVector());
        }
    }

    @Test
    void lossAndGradient_networkOnArrays_agreesWithTheHeapField() {
        try (FieldTerms<INDArray> arrays = FitModes.learned(FitModes.arrays());
                TrajectoryTrainable<INDArray> right = TrajectoryTrainable.onArrays(
                        arrays.driven(Optional.empty()), FitModes.gappy(), settings("initial states"));
                TrajectoryTrainable<double[]> left = TrajectoryTrainable.onHeap(
                        HeapField.of(FitModes.network(), 2, 3), FitModes.gappy(), settings("initial states"))) {
            double loss = left.lossAndGradient(FitModes.only(left));
            assertThat(right.lossAndGradient(FitModes.only(right))).isCloseTo(loss, within(1e-13));
            assertThat(right.gradient().toDoubleVector())
                    .usingComparatorWithPrecision(1e-12)
                    .containsExactly(left.gradient().toDoubleVector());
        }
    }

    @Test
    void lossAndGradient_again_hasTheSameBits() {
        try (FieldTerms<double[]> field = FitModes.mixed(FitModes.heap());
                TrajectoryTrainable<double[]> fit =
                        TrajectoryTrainable.of(field, FitModes.driven(), settings("shooting"))) {
            double loss = fit.lossAndGradient(FitModes.only(fit));
            double[] gradient = fit.gradient().toDoubleVector();
            fit.lossAndGradient(FitModes.only(fit).subList(0, 2));
            assertThat(fit.lossAndGradient(FitModes.only(fit))).isEqualTo(loss);
            assertThat(fit.gradient().toDoubleVector()).isEqualTo(gradient);
        }
    }

    @Test
    void lossAndGradient_seriesOfOneGroup_areWorthTheSameAlone() {
        List<Trajectory> series = FitModes.gappy().subList(1, 3);
        try (TrajectoryTrainable<double[]> fit =
                TrajectoryTrainable.onHeap(HeapField.of(FitModes.network(), 2, 3), series, settings("plain"))) {
            double together = fit.lossAndGradient(List.of(Segment.whole(series.get(0)), Segment.whole(series.get(1))));
            double first = fit.lossAndGradient(List.of(Segment.whole(series.get(0))));
            double second = fit.lossAndGradient(List.of(Segment.whole(series.get(1))));
            // The weights of the first are 2, 0.5 and 1, and 2 components of the second were seen.
            assertThat(together).isCloseTo((3.5 * first + 2 * second) / 5.5, within(1e-15));
        }
    }

    @Test
    void group_timesSinceTheStart_joinsWhatRoundingHolds() {
        double[] times = new double[31];
        Arrays.setAll(times, i -> 0.1 * i);
        Trajectory series = Trajectory.of(
                times, Arrays.stream(times).mapToObj(t -> new double[] {t}).toList());
        List<Segment> segments = Segments.cut(List.of(series), 5);
        assertThat(segments).hasSize(6);
        assertThat(SegmentGroup.of(segments, true)).hasSize(1);
        assertThat(SegmentGroup.of(segments, false)).hasSize(6);
    }

    @Test
    void jump_fixedStepsAcrossIt_keepsTheOrderOfTheMethod() {
        // y' = u with u = 1 up to 1/3 and 3 after it: exact for any method that ends a step at the jump and reads the
        // right side of it.
        FieldTerms<double[]> field = FieldTerms.onHeap(1)
                .inputs(1)
                .known((t, y, u, p, dydt) -> dydt[0] = u[0])
                .build();
        InputSignal signal = InputSignal.hold(new double[] {0, 1.0 / 3, 0.8, 1}, FitModes.rows1(1, 3, -1, 50));
        Trajectory series =
                Trajectory.of(new double[] {0, 1}, FitModes.rows1(0, 0)).drivenBy(signal);
        double exact = 1.0 / 3 + 3 * (0.8 - 1.0 / 3) - 0.2;
        for (OdeSolver solver : List.of(
                OdeSolver.fixed(Tableaus.RK4, 4),
                OdeSolver.fixed(Tableaus.RK4, 5),
                OdeSolver.adaptive(Tableaus.DOPRI5),
                OdeSolver.adaptive(Tableaus.BOSH3))) {
            for (DiscreteAdjoint method : List.of(DiscreteAdjoint.storeAll(), DiscreteAdjoint.checkpointed(2))) {
                FitSettings settings = FitSettings.defaults().solver(solver).gradient(method);
                try (TrajectoryTrainable<double[]> fit = TrajectoryTrainable.of(field, List.of(series), settings)) {
                    assertThat(fit.forecast(0, 1.0).states().get(0).get(0)).isCloseTo(exact, within(1e-14));
                }
            }
        }
    }

    @Test
    void forecast_startTimeAmongTheTimes_beginsWithTheInitialState() {
        try (TrajectoryTrainable<double[]> fit = TrajectoryTrainable.onHeap(
                HeapField.of(FitModes.network(), 2, 3), FitModes.gappy(), FitSettings.defaults())) {
            Trajectory all = fit.forecast(1, 0.2, 0.5, 3);
            assertThat(all.states().get(0).toArray()).containsExactly(0.5, -0.5);
            assertThat(fit.forecast(1, 0.2).states().get(0).toArray()).containsExactly(0.5, -0.5);
            assertThat(fit.forecast(1, 3).states().get(0).toArray())
                    .usingComparatorWithPrecision(1e-6)
                    .containsExactly(all.states().get(2).toArray());
            assertThat(fit.errors(1, fit.forecast(1, 0.5, 3)).rmse()).isLessThan(1e-6);
        }
    }

    @Test
    void close_afterChange_leavesParametersInField() {
        HeapField field = HeapField.of(FitModes.network(), 2, 3);
        try (TrajectoryTrainable<double[]> fit =
                TrajectoryTrainable.onHeap(field, FitModes.gappy(), settings("initial states"))) {
            fit.parameters().putScalar(0, 42.0);
        }
        assertThat(field.parameters()[0]).isEqualTo(42.0);
    }

    @Test
    void fit_solutionThatRunsAway_namesSeriesAndTime() {
        FieldTerms<double[]> field = FieldTerms.onHeap(1)
                .known("rate", (t, y, u, p, dydt) -> dydt[0] = p[0] * y[0] * y[0], 1)
                .build();
        List<Trajectory> series = List.of(
                Trajectory.of(new double[] {0, 0.5}, FitModes.rows1(1, 2)),
                Trajectory.of(new double[] {0, 0.4, 3}, FitModes.rows1(1, 1.5, 2))
                        .named("blow-up"));
        try (TrajectoryTrainable<double[]> fit = TrajectoryTrainable.of(field, series, FitSettings.defaults())) {
            assertThatThrownBy(() -> Trainer.with(new Sgd(0.1)).fit(fit, fit.batches()))
                    .isInstanceOf(TrainingFailedException.class)
                    .hasMessageContaining("step 0")
                    .hasMessageContaining("series 1 (blow-up) could not be solved from t = 0.0")
                    .hasMessageContaining("fit shorter segments first");
        }
    }

    @Test
    void firstNonFinite_lossThatOverflows_namesTimeOfPrediction() {
        FieldTerms<double[]> field = FieldTerms.onHeap(1)
                .known("rate", (t, y, u, p, dydt) -> dydt[0] = p[0], 1)
                .build();
        List<Trajectory> series = List.of(Trajectory.of(new double[] {0, 1}, FitModes.rows1(1e200, 2)));
        try (TrajectoryTrainable<double[]> fit = TrajectoryTrainable.of(field, series, FitSettings.defaults())) {
            assertThatThrownBy(() -> Trainer.with(new Sgd(0.1)).fit(fit, fit.batches()))
                    .isInstanceOf(TrainingFailedException.class)
                    .hasMessageContaining("loss is Infinity")
                    .hasMessageContaining("it began in the loss");
        }
    }

    @Test
    void check_whatDoesNotFit_saysSo() {
        HeapField field = HeapField.of(FitModes.network(), 2, 3);
        List<Trajectory> one = List.of(Trajectory.of(new double[] {0, 1}, FitModes.rows1(1, 2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrajectoryTrainable.onHeap(field, FitModes.driven(), FitSettings.defaults()))
                .withMessage("series 0 has 1 inputs but the field has 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrajectoryTrainable.onHeap(
                        field, one, FitSettings.defaults().componentWeights(1, 2)))
                .withMessage("component weights are 2 but the series have 1 components");
        try (TrajectoryTrainable<double[]> fit =
                TrajectoryTrainable.onHeap(field, FitModes.gappy(), FitSettings.defaults())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> fit.check(List.of(new Segment(FitModes.gappy().get(0), 1, 3))))
                    .withMessageContaining("has a gap at t = 0.3, where a segment starts");
        }
    }

    /** A field on the heap takes any number of rows: four components would pass for two samples of two. */
    @Test
    void of_seriesOfOtherComponentsThanTheField_isRefused() {
        List<Trajectory> wide =
                List.of(Trajectory.of(new double[] {0, 1}, List.of(new double[] {1, 2, 3, 4}, new double[4])));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrajectoryTrainable.onHeap(
                        HeapField.of(FitModes.network(), 2, 3), wide, FitSettings.defaults()))
                .withMessage("the series have 4 components but the field has 2");
        try (FieldTerms<double[]> terms = FitModes.learned(FitModes.heap())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TrajectoryTrainable.of(terms, wide, FitSettings.defaults()))
                    .withMessage("the series have 4 components but the field has 2");
        }
    }
}
