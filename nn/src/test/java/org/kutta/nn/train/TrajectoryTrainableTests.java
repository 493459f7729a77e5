package org.kutta.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

class TrajectoryTrainableTests {
    private static final double[] TIMES = {0, 0.3, 1, 1.1};
    private static final List<double[]> STATES = List.of(
            new double[] {1, 0}, new double[] {0.9, Double.NaN}, new double[] {Double.NaN, 0.4}, new double[] {0, 1});

    private static HeapField field() {
        return HeapField.of(Sequential.of(Dense.of(5), new Tanh(), Dense.of(2)), 2, 3);
    }

    private static TrajectoryTrainable trainable(HeapField field) {
        return new TrajectoryTrainable(field, 2, OdeSolver.fixedStep(Tableaus.RK4, 0.1), DiscreteAdjoint.storeAll());
    }

    @Test
    void gradient_seriesWithGaps_equalsCentralDifferences() {
        Trajectory series = Trajectory.of(TIMES, STATES);
        try (TrajectoryTrainable model = trainable(field())) {
            model.check(series);
            model.lossAndGradient(series);
            double[] gradient = model.gradient().toDoubleVector();
            double delta = 1e-5;
            for (int i = 0; i < gradient.length; i++) {
                double value = model.parameters().getDouble(i);
                model.parameters().putScalar(i, value + delta);
                double above = model.lossAndGradient(series);
                model.parameters().putScalar(i, value - delta);
                double below = model.lossAndGradient(series);
                model.parameters().putScalar(i, value);
                // The difference's truncation is of order delta^2, its rounding of order 1e-16 / delta.
                assertThat(gradient[i]).as("parameter %d", i).isCloseTo((above - below) / (2 * delta), within(1e-8));
            }
        }
    }

    @Test
    void close_afterChange_leavesParametersInField() {
        HeapField field = field();
        try (TrajectoryTrainable model = trainable(field)) {
            model.parameters().putScalar(0, 42.0);
        }
        assertThat(field.parameters()[0]).isEqualTo(42.0);
    }

    @Test
    void check_otherNumberOfComponents_saysSo() {
        try (TrajectoryTrainable model = trainable(field())) {
            Trajectory series = Trajectory.of(new double[] {0, 1}, List.of(new double[] {1}, new double[] {2}));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.check(series))
                    .withMessage("trajectory has 1 components but the field has 2");
        }
    }

    @Test
    void check_nothingObserved_isRefused() {
        try (TrajectoryTrainable model = trainable(field())) {
            double gap = Double.NaN;
            Trajectory series =
                    Trajectory.of(new double[] {0, 1}, List.of(new double[] {1, 1}, new double[] {gap, gap}));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.check(series))
                    .withMessageContaining("no observed component");
        }
    }

    @Test
    void trajectory_badValues_areNamed() {
        List<double[]> two = List.of(new double[] {1}, new double[] {2});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trajectory.of(new double[] {0, 0}, two))
                .withMessage("times must increase, but time 1 (0.0) does not come after the one before it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trajectory.of(new double[] {0, 1, 2}, two))
                .withMessageContaining("3 times and 2 states");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Trajectory.of(new double[] {0, 1}, List.of(new double[] {Double.NaN}, new double[] {2})))
                .withMessage("component 0 of state 0 (NaN) must be finite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trajectory.of(
                        new double[] {0, 1}, List.of(new double[] {1}, new double[] {Double.POSITIVE_INFINITY})))
                .withMessage("component 0 of state 1 (Infinity) must be finite, or NaN where it was not observed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trajectory.of(new double[] {0, 1}, List.of(new double[] {1}, new double[] {2, 3})))
                .withMessage("state 1 has 2 components but the first has 1");
    }
}
