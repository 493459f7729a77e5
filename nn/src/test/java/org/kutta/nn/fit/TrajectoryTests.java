package org.kutta.nn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class TrajectoryTests {
    private static final double GAP = Double.NaN;

    @Test
    void of_badValues_areNamed() {
        List<double[]> two = FitModes.rows1(1, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trajectory.of(new double[] {0, 0}, two))
                .withMessage("times must increase, but time 1 (0.0) does not come after the one before it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trajectory.of(new double[] {0, 1, 2}, two))
                .withMessageContaining("3 times and 2 states");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trajectory.of(new double[] {0, 1}, FitModes.rows1(1, Double.POSITIVE_INFINITY)))
                .withMessage("component 0 of state 1 (Infinity) must be finite, or NaN where it was not observed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trajectory.of(new double[] {0, 1}, List.of(new double[] {1}, new double[] {2, 3})))
                .withMessage("state 1 has 2 components but the first has 1");
        Trajectory good = Trajectory.of(new double[] {0, 1}, two);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> good.weightedBy(FitModes.rows1(1, -1)))
                .withMessage("weight (-1.0) must be >= 0 and finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> good.weightedBy(FitModes.rows1(1)))
                .withMessageContaining("weights must be as many as states (2)");
        assertThatIllegalArgumentException().isThrownBy(() -> good.after(1)).withMessageContaining("no observation");
    }

    @Test
    void untilAndAfter_anyTime_splitTheSeries() {
        Trajectory all = FitModes.driven().get(1);
        Trajectory head = all.until(0.5);
        Trajectory tail = all.after(0.5);
        assertThat(head.times().asList()).containsExactly(0.2, 0.5);
        assertThat(tail.times().asList()).containsExactly(0.8);
        assertThat(tail.weights().get(0).asList()).containsExactly(1.0, 1.0);
        assertThat(tail.inputs()).isEqualTo(all.inputs());
        assertThat(head.observed() + tail.observed()).isEqualTo(all.observed());
    }

    @Test
    void guess_gaps_liesOnTheLineBetweenNeighbours() {
        Trajectory series = Trajectory.of(new double[] {0, 1, 3, 4}, FitModes.rows(GAP, GAP, 1, GAP, GAP, GAP, 4, GAP));
        assertThat(series.guess(0)).containsExactly(1, 0);
        assertThat(series.guess(2)[0]).isCloseTo(3, within(1e-15));
        assertThat(series.guess(3)).containsExactly(4, 0);
    }

    @Test
    void onUnionOfTimes_fitOnArrays_hasTheLossOfTheSeriesApart() {
        List<Trajectory> apart = List.of(
                Trajectory.of(new double[] {0, 0.3, 1}, FitModes.rows(1, 0, 0.9, GAP, 0, 1)),
                Trajectory.of(new double[] {0, 0.5, 0.8, 1}, FitModes.rows(0, 1, 0.2, 0.1, GAP, 0.4, 1, 1)));
        List<Trajectory> together = Trajectory.onUnionOfTimes(apart);
        assertThat(together.get(0).times().asList()).containsExactly(0.0, 0.3, 0.5, 0.8, 1.0);
        FitSettings settings = FitSettings.defaults();
        try (FieldTerms<INDArray> field = FitModes.learned(FitModes.arrays());
                TrajectoryTrainable<INDArray> left = TrajectoryTrainable.of(field, apart, settings);
                TrajectoryTrainable<INDArray> right = TrajectoryTrainable.of(field, together, settings)) {
            assertThat(SegmentGroup.of(FitModes.only(left), false)).hasSize(2);
            assertThat(SegmentGroup.of(FitModes.only(right), false)).hasSize(1);
            // Other steps of the solver, whose tolerance is 1e-6.
            assertThat(right.lossAndGradient(FitModes.only(right)))
                    .isCloseTo(left.lossAndGradient(FitModes.only(left)), within(1e-5));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trajectory.onUnionOfTimes(FitModes.gappy()))
                .withMessageContaining("series must begin and end together");
    }

    @Test
    void inputSignal_betweenTimesAndBeyond_followsItsRule() {
        double[] times = {0, 1, 3};
        InputSignal hold = InputSignal.hold(times, FitModes.rows1(1, 2, 4));
        InputSignal linear = InputSignal.linear(times, FitModes.rows1(1, 2, 4));
        assertThat(hold.at(-1)).containsExactly(1);
        assertThat(hold.at(Math.nextDown(1.0))).containsExactly(1);
        assertThat(hold.at(1)).containsExactly(2);
        assertThat(hold.at(9)).containsExactly(4);
        assertThat(linear.at(-1)).containsExactly(1);
        assertThat(linear.at(0.5)[0]).isCloseTo(1.5, within(1e-15));
        assertThat(linear.at(2)[0]).isCloseTo(3, within(1e-15));
        assertThat(linear.at(9)).containsExactly(4);
        assertThat(linear.breaks(0.5, 3)).containsExactly(1, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InputSignal.hold(times, FitModes.rows1(1, 2, GAP)))
                .withMessage("input (NaN) must be finite");
    }

    @Test
    void randomSegments_epochs_dependOnSeedAndNumberAlone() {
        List<Trajectory> series = FitModes.gappy();
        var batches = Segments.random(series, 1, 3, 5, 7);
        assertThat(batches.epoch(2)).toIterable().containsExactlyElementsOf(() -> batches.epoch(2));
        assertThat(batches.epoch(2)).toIterable().isNotEqualTo(batches.epoch(3));
        batches.epoch(0).forEachRemaining(batch -> assertThat(batch)
                .hasSize(3)
                .allMatch(segment -> segment.steps() == 1 && segment.isObservedAtStart()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Segments.random(series, 9, 3, 5, 7))
                .withMessageContaining("must fit into a series");
    }

    @Test
    void errors_gappyPredictions_countWhatWasObserved() {
        Trajectory seen = Trajectory.of(new double[] {0, 1}, FitModes.rows(1, GAP, 3, GAP));
        FitErrors errors = FitErrors.of(seen, FitModes.rows(1, 5, 0, 5));
        assertThat(errors.observed()).isEqualTo(2);
        assertThat(errors.rmse()).isCloseTo(3 / Math.sqrt(2), within(1e-15));
        assertThat(errors.meanAbsolute()).isEqualTo(1.5);
        assertThat(errors.largest()).isEqualTo(3);
        assertThat(errors.componentRmse().get(1)).isNaN();
    }

    @Test
    void continuityWeight_steps_growGeometrically() {
        ContinuityWeight weight = new ContinuityWeight(0.1, 10, 4);
        assertThat(weight.at(0)).isEqualTo(0.1);
        assertThat(weight.at(2)).isCloseTo(1, within(1e-15));
        assertThat(weight.at(4)).isEqualTo(10);
        assertThat(weight.at(99)).isEqualTo(10);
    }
}
