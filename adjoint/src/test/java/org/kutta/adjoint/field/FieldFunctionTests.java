package org.kutta.adjoint.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DifferentiableFieldContract;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.adjoint.certificate.Components;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;
import org.kutta.solver.tableau.Tableaus;

/** A driven pendulum with friction, once with its pullback and once by differences. */
class FieldFunctionTests {
    private static final ParameterLayout LAYOUT =
            ParameterLayout.builder().add("friction").add("drive").build();

    private static final FieldFunction<double[]> PENDULUM = (t, y, p, dydt) -> {
        dydt[0] = y[1];
        dydt[1] = -Math.sin(y[0]) - p[0] * y[1] + p[1] * Math.cos(t);
    };

    private static final FieldPullback<double[]> TRANSPOSED = (t, y, p, w, yBar, pBar) -> {
        yBar[0] -= Math.cos(y[0]) * w[1];
        yBar[1] += w[0] - p[0] * w[1];
        pBar[0] -= y[1] * w[1];
        pBar[1] += Math.cos(t) * w[1];
        return -p[1] * Math.sin(t) * w[1];
    };

    private static LambdaField<double[]> lambda() {
        return LambdaField.of(DoubleArraySpace.INSTANCE, LAYOUT, new double[] {0.3, 0.8}, PENDULUM, TRANSPOSED);
    }

    private static DifferenceField<double[]> differences(FieldFunction<double[]> function) {
        return DifferenceField.of(
                DoubleArraySpace.INSTANCE, Components.ofDoubles(), LAYOUT, new double[] {0.3, 0.8}, function);
    }

    private interface OnPendulums extends DifferentiableFieldContract<double[]> {
        @Override
        default StateSpace<double[]> space() {
            return DoubleArraySpace.INSTANCE;
        }

        @Override
        default double[] newState() {
            return new double[2];
        }

        @Override
        default void set(double[] target, double[] values) {
            System.arraycopy(values, 0, target, 0, values.length);
        }

        @Override
        default double[] get(double[] source) {
            return source.clone();
        }
    }

    @Nested
    class LambdaTests implements OnPendulums {
        private final LambdaField<double[]> field = lambda();

        @Override
        public DifferentiableField<double[]> field() {
            return field;
        }
    }

    @Nested
    class DifferenceTests implements OnPendulums {
        private final DifferenceField<double[]> field = differences(PENDULUM);

        @Override
        public DifferentiableField<double[]> field() {
            return field;
        }
    }

    @Test
    void gradient_byDifferences_isThatOfThePullback() {
        double[] exact = gradient(lambda());
        double[] near = gradient(differences(PENDULUM));
        // Each derivative is off by u^(2/3), 2e-11; sums over 30 steps of size 0.1.
        assertThat(near).containsExactly(exact, within(1e-8));
    }

    private static double[] gradient(DifferentiableField<double[]> field) {
        try (GradientSolve<double[]> solve = DiscreteAdjoint.storeAll()
                .bind(OdeSolver.fixed(Tableaus.RK4, 30), DoubleArraySpace.INSTANCE, field, new double[2])) {
            solve.forward(0, 3, new double[] {1, 0});
            double[] yBar = new double[2];
            double[] pBar = new double[2];
            solve.backward(new double[] {1, 1}, yBar, pBar);
            return new double[] {yBar[0], yBar[1], pBar[0], pBar[1]};
        }
    }

    @Test
    void pullback_byDifferences_takesTheEvaluationsItSays() {
        AtomicLong count = new AtomicLong();
        DifferenceField<double[]> field = differences((t, y, p, dydt) -> {
            count.incrementAndGet();
            PENDULUM.evaluate(t, y, p, dydt);
        });
        double[] y = {0.1, 0.2};
        try (BoundField<double[]> bound = field.bind(y);
                Linearization<double[]> linearization = bound.newLinearization()) {
            linearization.at(0, y, new double[2]);
            count.set(0);
            linearization.pullback(new double[] {1, 1}, new double[2], new double[2]);
            assertThat(count.get()).isEqualTo(field.evaluationsPerPullback(y)).isEqualTo(10);
            assertThat(field.parameters()).containsExactly(0.3, 0.8);
        }
    }

    @Test
    void field_parametersThatDoNotFitTheLayout_areRefused() {
        assertThatThrownBy(() -> LambdaField.of(DoubleArraySpace.INSTANCE, LAYOUT, new double[3], PENDULUM, TRANSPOSED))
                .hasMessage("parameters have length 3, the layout has 2");
    }

    @Test
    void linearization_stateOfAnotherShape_isRefused() {
        try (BoundField<double[]> bound = lambda().bind(new double[2]);
                Linearization<double[]> linearization = bound.newLinearization()) {
            assertThatThrownBy(() -> linearization.at(0, new double[3], new double[3]))
                    .hasMessageContaining("but the field is bound to");
        }
    }
}
