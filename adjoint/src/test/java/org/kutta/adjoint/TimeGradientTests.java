package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/** Gradients of t0, t1 and the save times against differences in which these times move the mesh affinely. */
class TimeGradientTests {
    private static final DoubleArraySpace SPACE = DoubleArraySpace.INSTANCE;
    private static final double[] W1 = {0.7, -1.1};
    private static final double[] W2 = {-0.2, 0.9};
    private static final double[] W3 = {1.3, 0.4};
    private final DrivenField field = new DrivenField();
    private final double[] y0 = {0.4, -0.3};

    static List<ButcherTableau> tableaus() {
        return Tableaus.all();
    }

    /** The loss on a mesh whose four times {@code from} have been moved to {@code to}. */
    private double loss(ButcherTableau tableau, Mesh mesh, double[] from, double[] to) {
        double[] nodes = new double[mesh.steps() + 1];
        double[] dts = new double[mesh.steps()];
        for (int n = 0; n <= mesh.steps(); n++) {
            int segment = 0;
            while (segment < from.length - 2 && mesh.t(n) >= from[segment + 1]) {
                segment++;
            }
            double s = (mesh.t(n) - from[segment]) / (from[segment + 1] - from[segment]);
            nodes[n] = s == 1 ? to[segment + 1] : to[segment] + s * (to[segment + 1] - to[segment]);
            if (n < mesh.steps()) {
                dts[n] = mesh.dt(n) * (to[segment + 1] - to[segment]) / (from[segment + 1] - from[segment]);
            }
        }
        List<double[]> states = OdeSolver.onMesh(tableau, Mesh.of(nodes, dts))
                .save(Save.at(to[1], to[2], to[3]))
                .solve(field::evaluate, to[0], to[3], y0)
                .states();
        return Differences.dot(W1, states.get(0))
                + Differences.dot(W2, states.get(1))
                + Differences.dot(W3, states.get(2));
    }

    private void assertEqualsDifferences(DiscreteAdjoint method, OdeSolver solver) {
        double[] times = {0.1, 0.5, 0.8, 1.4};
        try (GradientSolve<double[]> solve = method.withTimeGradients().bind(solver, SPACE, field, y0)) {
            Solution<double[]> solution = solve.forward(times[0], times[3], y0, times[1], times[2], times[3]);
            TimeGradient gradient = solve.backward(List.of(W1, W2, W3), null, null);
            double[] actual = {
                gradient.t0(), gradient.saveTimes().get(0), gradient.saveTimes().get(1), gradient.t1()
            };
            assertThat(gradient.saveTimes().get(2)).as("a save time at the end").isZero();
            double[] moved = times.clone();
            double[] expected =
                    Differences.gradient(moved, () -> loss(solver.tableau(), solution.mesh(), times, moved));
            assertThat(actual).containsExactly(expected, within(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("tableaus")
    void backward_fixedSteps_equalsDifferencesOfTheTimes(ButcherTableau tableau) {
        OdeSolver solver = OdeSolver.fixed(tableau, 6).save(Save.mesh());
        assertEqualsDifferences(DiscreteAdjoint.storeAll(), solver);
        assertEqualsDifferences(DiscreteAdjoint.checkpointed(3), solver);
    }

    @Test
    void backward_controlledSteps_equalsDifferencesOfTheTimes() {
        for (ButcherTableau tableau : tableaus()) {
            if (tableau.adaptive()) {
                OdeSolver solver =
                        OdeSolver.adaptive(tableau).tolerances(1e-3, 1e-4).save(Save.mesh());
                assertEqualsDifferences(DiscreteAdjoint.storeAll(), solver);
                assertEqualsDifferences(DiscreteAdjoint.checkpointed(3), solver);
            }
        }
    }

    @Test
    void backward_withoutTimeGradients_saysThatThereAreNone() {
        try (GradientSolve<double[]> solve =
                DiscreteAdjoint.storeAll().bind(OdeSolver.fixed(Tableaus.RK4, 3), SPACE, field, y0)) {
            solve.forward(0, 1, y0);
            assertThat(solve.backward(W1, null, null).isComputed()).isFalse();
        }
    }
}
