package org.kutta.nn.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DifferentiableFieldContract;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.layer.TimeDense;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;
import org.kutta.solver.tableau.Tableaus;

class SecondOrderFieldTests {

    interface OnHeap extends DifferentiableFieldContract<double[]> {
        @Override
        default StateSpace<double[]> space() {
            return DoubleArraySpace.INSTANCE;
        }

        @Override
        default double[] newState() {
            return new double[3 * 4];
        }

        @Override
        default void set(double[] target, double[] values) {
            System.arraycopy(values, 0, target, 0, target.length);
        }

        @Override
        default double[] get(double[] source) {
            return source.clone();
        }
    }

    @Nested
    class OfPositionsAndVelocities implements OnHeap {
        private final SecondOrderField field =
                SecondOrderField.of(HeapMap.of(Sequential.of(TimeDense.of(6), new Tanh(), Dense.of(2)), 4, 8));

        @Override
        public DifferentiableField<double[]> field() {
            return field;
        }
    }

    @Nested
    class OfPositions implements OnHeap {
        private final SecondOrderField field =
                SecondOrderField.of(HeapMap.of(Sequential.of(Dense.of(6), new Tanh(), Dense.of(2)), 2, 8));

        @Override
        public DifferentiableField<double[]> field() {
            return field;
        }
    }

    @Test
    void solve_linearSpring_oscillates() {
        HeapMap spring = HeapMap.of(Dense.of(1), 1, 1);
        spring.parameters()[0] = -4;
        spring.parameters()[1] = 0;
        SecondOrderField field = SecondOrderField.of(spring);
        double[] y0 = {1, 0, 0, 2};
        double[] end = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(1e-10, 1e-10)
                .solve(field.bind(y0), 0, 1.2, y0)
                .finalState();
        double[] expected = {Math.cos(2.4), -2 * Math.sin(2.4), Math.sin(2.4), 2 * Math.cos(2.4)};
        assertThat(end).containsExactly(expected, within(1e-8));
    }

    @Test
    void of_inputsThatFitNeither_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecondOrderField.of(HeapMap.of(Dense.of(2), 3, 1)))
                .withMessageContaining("but takes 3");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SecondOrderField.of(HeapMap.of(Dense.of(2), 2, 1)).bind(new double[6]))
                .withMessageContaining("[batch, 4]");
        assertThat(Arrays.stream(SecondOrderField.of(HeapMap.of(Dense.of(2), 2, 1))
                                .parameters())
                        .count())
                .isEqualTo(6);
    }
}
