package org.kutta.nn.compare;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kutta.nn.Network;
import org.kutta.nn.compare.StepAdjustment.Action;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.EpochSummary;
import org.kutta.nn.train.MeanSquaredError;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.TrainingProgress;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.dataset.DataSet;

class StepMonitorTests {
    private static final Metric LOSS = Metric.loss(new MeanSquaredError(), 0.1);
    private static final StepAdaptation EACH = StepAdaptation.withHysteresis().every(1);

    @ParameterizedTest
    @CsvSource({
        "euler, 0.5, midpoint, 0.1",
        "euler, 0.1, midpoint, 0.0447",
        "euler, 0.02, midpoint, 0.02",
        "euler, 0.01, midpoint, 0.01",
        "midpoint, 0.5, rk4, 0.2659",
        "midpoint, 0.1, rk4, 0.1",
        "rk4, 1, dopri5, 0.4573",
        "dopri5, 1, dop853, 0.6132"
    })
    void better_step_isThatOfTheProtocol(String tableau, double share, String better, double betterShare) {
        OdeBlock block = LinearBlocks.block(1, Tableaus.byName(tableau), 1);
        OdeSolver found = new SolverKnob.Step(block, false).better(share);
        assertThat(found.tableau().name()).isEqualTo(better);
        Mesh mesh = requireNonNull(found.meshOver(0, 1));
        assertThat(mesh.t(1)).isCloseTo(betterShare, within(1e-4));
    }

    @Test
    void shortened_nearTheCap_onlyApproachesIt() {
        SolverKnob knob = new SolverKnob.Step(LinearBlocks.block(1, Tableaus.EULER, 1), false);
        StepAdaptation settings = StepAdaptation.published();
        assertThat(knob.shortened(1, settings)).isEqualTo(0.5);
        assertThat(knob.shortened(1.0 / 400, settings)).isCloseTo(2.0 / 400 / (500.0 / 400 + 1), within(1e-15));
        assertThat(knob.shortened(1.0 / 500, settings)).isCloseTo(1.0 / 500, within(1e-15));
        assertThat(knob.lengthened(0.5, settings)).isEqualTo(0.55);
        assertThat(knob.lengthened(0.95, settings))
                .as("never above the interval")
                .isEqualTo(1);
    }

    @Test
    void step_longEulerStep_isHalvedUntilTheChangeIsSmallThenKept() {
        // the loss changes by about h between Euler and the flow of y' = y
        RungeKuttaStack stack = RungeKuttaStack.shared(Tableaus.EULER, Mesh.uniform(0, 1, 1), Dense.of(1));
        try (Run run = new Run(stack, EACH)) {
            run.steps(10);
            assertThat(run.monitor.adjustments().stream().limit(6))
                    .extracting(StepAdjustment::action)
                    .containsExactly(
                            Action.SHORTENED,
                            Action.SHORTENED,
                            Action.SHORTENED,
                            Action.SHORTENED,
                            Action.KEPT,
                            Action.KEPT);
            assertThat(run.monitor.value()).as("within the gap nothing happens").isEqualTo(0.0625);
            assertThat(run.model.network().layer()).isInstanceOfSatisfying(Sequential.class, layers -> assertThat(
                            layers.layers().get(0))
                    .isInstanceOfSatisfying(
                            RungeKuttaStack.class,
                            changed -> assertThat(changed.mesh().steps()).isEqualTo(16)));
            assertThat(run.model.nfeForward()).isEqualTo(16);
            StepAdjustment first = run.monitor.adjustments().get(0);
            assertThat(first.trainingStep()).isEqualTo(1);
            assertThat(first.before()).isEqualTo(1);
            assertThat(first.after()).isEqualTo(0.5);
            assertThat(first.metric()).as("2^2, halved or not").isCloseTo(run.loss(2), within(1e-12));
            // midpoint at sqrt(1 / 50): within a percent of e
            assertThat(first.distance()).isCloseTo((Math.E - 2) / 2, within(0.01));
        }
    }

    @Test
    void step_publishedRule_oscillatesWhereTheGapDoesNot() {
        RungeKuttaStack stack = RungeKuttaStack.shared(Tableaus.EULER, Mesh.uniform(0, 1, 1), Dense.of(1));
        try (Run published = new Run(stack, StepAdaptation.published().every(1));
                Run gap = new Run(stack, EACH)) {
            published.steps(60);
            gap.steps(60);
            long moves = moves(published);
            assertThat(moves(gap)).isLessThan(moves);
            assertThat(published.monitor.value()).isBetween(0.04, 0.12);
        }
    }

    private static long moves(Run run) {
        return run.monitor.adjustments().stream()
                .filter(one -> one.before() != one.after())
                .count();
    }

    @Test
    void step_shortSteps_areLengthenedOnceThreeComparisonsAllowIt() {
        OdeBlock block = LinearBlocks.block(1, Tableaus.EULER, 100);
        try (Run run = new Run(block, EACH)) {
            run.steps(6);
            assertThat(run.monitor.adjustments())
                    .extracting(StepAdjustment::action)
                    .containsExactly(
                            Action.KEPT, Action.KEPT, Action.LENGTHENED, Action.KEPT, Action.KEPT, Action.LENGTHENED);
            assertThat(run.monitor.value()).isCloseTo(0.0121, within(1e-12));
            run.steps(60);
            assertThat(run.monitor.adjustments())
                    .extracting(StepAdjustment::action)
                    .contains(Action.REFUSED);
            assertThat(run.monitor.value())
                    .as("the change stays within the lower border")
                    .isLessThan(0.06);
        }
    }

    @Test
    void step_distance_shortensWhereTheMetricSeesNothing() {
        RungeKuttaStack stack = RungeKuttaStack.shared(Tableaus.EULER, Mesh.uniform(0, 1, 2), Dense.of(1));
        Metric blind = Metric.accuracy();
        try (Run byMetric = new Run(stack, EACH, blind);
                Run byDistance = new Run(stack, EACH.maxDistance(0.05), blind)) {
            byMetric.steps(1);
            byDistance.steps(1);
            assertThat(byMetric.monitor.value()).isEqualTo(0.5);
            assertThat(byDistance.monitor.value()).isEqualTo(0.25);
        }
    }

    @Test
    void step_tolerance_shrinksAndDoesNotGrowWhileTheWorkStaysTheSame() {
        OdeBlock loose = LinearBlocks.block(1, Tableaus.EULER, 1)
                .withSolver(OdeSolver.adaptive(Tableaus.HEUN_EULER21).tolerances(0.9, 0.9));
        try (Run run = new Run(loose, EACH, Metric.loss(new MeanSquaredError(), 0.001), 1)) {
            run.steps(4);
            assertThat(run.monitor.adjustments().get(0).action()).isEqualTo(Action.SHORTENED);
            assertThat(run.monitor.value()).isLessThan(0.9);
        }
        OdeBlock tight = loose.withSolver(OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-6, 1e-6));
        try (Run run = new Run(tight, EACH)) {
            run.steps(8);
            assertThat(run.monitor.value()).as("the work never changed").isEqualTo(1e-6);
        }
    }

    @Test
    void nfe_afterTheStepChanged_isThatOfTheStepThatWasTaken() {
        RungeKuttaStack stack = RungeKuttaStack.shared(Tableaus.EULER, Mesh.uniform(0, 1, 1), Dense.of(1));
        try (Run run = new Run(stack, EACH)) {
            NfeMonitor monitor = new NfeMonitor(run.model);
            for (int epoch = 0; epoch < 3; epoch++) {
                run.steps(1);
                monitor.step(run.progress());
                monitor.epoch(new EpochSummary(epoch, 1, 1, 1, 1, 1));
            }
            NfeGrowth growth = monitor.growth();
            assertThat(growth.forward().toArray()).containsExactly(1, 2, 4);
            assertThat(growth.backward().toArray()).containsExactly(1, 2, 4);
            assertThat(growth.ratio()).isEqualTo(4);
        }
    }

    @Test
    void settings_outOfRange_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StepAdaptation(50, 0.1, 0.2, 1, 0.5, 1.1, 500, 1))
                .withMessage("growBelow (0.2) must be in [0, shrinkAbove]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EACH.maxDistance(Double.NaN))
                .withMessageContaining("maxDistance (NaN) must be > 0");
        assertThatIllegalArgumentException().isThrownBy(() -> EACH.every(0)).withMessage("every (0) must be >= 1");
    }

    /** Steps of a training that leaves the parameters alone: the field stays {@code y' = y}. */
    private static final class Run implements AutoCloseable {
        final Network network;
        final NetworkTrainable model;
        final StepMonitor monitor;
        private final DataSet batch = new DataSet(LinearBlocks.column(1), LinearBlocks.column(0));
        private long step;

        Run(Layer block, StepAdaptation settings) {
            this(block, settings, LOSS);
        }

        Run(Layer block, StepAdaptation settings, Metric metric) {
            this(block, settings, metric, 1);
        }

        Run(Layer block, StepAdaptation settings, Metric metric, double rate) {
            network = LinearBlocks.network(Sequential.of(block), 1, rate, 0);
            model = new NetworkTrainable(network, new MeanSquaredError(), 1);
            monitor = new StepMonitor(model, Batches.of(List.of(batch)), metric, settings);
        }

        void steps(int count) {
            for (int n = 0; n < count; n++) {
                model.lossAndGradient(batch);
                monitor.step(progress());
                step++;
            }
        }

        TrainingProgress progress() {
            return new TrainingProgress(0, 1, 0, OptionalInt.empty(), step, 1, 1, 1, OptionalDouble.empty());
        }

        double loss(double y) {
            try (Network constant = LinearBlocks.network(Dense.of(1), 1, y, 0);
                    NetworkTrainable other = new NetworkTrainable(constant, new MeanSquaredError(), 1)) {
                return other.lossAndGradient(batch);
            }
        }

        @Override
        public void close() {
            monitor.close();
            model.close();
            network.close();
        }
    }
}
