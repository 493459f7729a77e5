package org.kutta.adjoint.tangent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.TestFields;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.ProductState;
import org.kutta.solver.tableau.Tableaus;

class ForwardSensitivityTests {
    private static final DoubleArraySpace SPACE = DoubleArraySpace.INSTANCE;

    /** {@code w . (J v) = v . (J^T w)} for the whole solve, on one mesh: exact but for rounding. */
    @Test
    void solve_fixedSteps_isAdjointToTheDiscreteGradient() {
        DifferentiableField<double[]> field = TestFields.tanh(3, 6, 41);
        double[] y0 = {0.5, -0.2, 0.3};
        double[] v = {0.3, 1, -2};
        double[] q = new double[field.parameters().length];
        for (int i = 0; i < q.length; i++) {
            q[i] = Math.sin(3 * i);
        }
        double[] w = {1, -0.4, 0.7};
        OdeSolver solver = OdeSolver.fixed(Tableaus.DOPRI5, 9);
        try (ForwardSensitivity<double[]> forward = new ForwardSensitivity<>(SPACE, field, y0, 2);
                GradientSolve<double[]> adjoint = DiscreteAdjoint.storeAll().bind(solver, SPACE, field, y0)) {
            forward.setDirection(0, v, null);
            forward.setDirection(1, null, q);
            ProductState<double[]> end = forward.solve(solver, 0, 2, y0).finalState();
            double[] plain = adjoint.forward(0, 2, y0).finalState();
            double[] yBar = new double[3];
            double[] pBar = new double[q.length];
            adjoint.backward(w, yBar, pBar);
            assertThat(end.part(0)).containsExactly(plain);
            assertThat(SPACE.dot(w, end.part(1))).isCloseTo(SPACE.dot(v, yBar), within(1e-13));
            assertThat(SPACE.dot(w, end.part(2))).isCloseTo(SPACE.dot(q, pBar), within(1e-12));
        }
    }

    /** {@code y' = A y} moves a change of the start like the state itself. */
    @Test
    void solve_linearField_movesTheDirectionByTheSameFlow() {
        DifferentiableField<double[]> field = TestFields.linear();
        double[] y0 = {1, 0.5, -1};
        OdeSolver solver = OdeSolver.adaptive(Tableaus.TSIT5).tolerances(1e-10, 1e-12);
        try (ForwardSensitivity<double[]> forward = new ForwardSensitivity<>(SPACE, field, y0, 1)) {
            forward.setDirection(0, new double[] {2, 1, -2}, null);
            ProductState<double[]> end = forward.solve(solver, 0, 1, y0).finalState();
            for (int i = 0; i < 3; i++) {
                assertThat(end.part(1)[i]).isCloseTo(2 * end.part(0)[i], within(1e-12));
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> forward.setDirection(1, y0, null))
                    .withMessage("direction (1) must be in [0, 1)");
        }
    }
}
