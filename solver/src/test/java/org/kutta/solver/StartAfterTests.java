package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

class StartAfterTests {
    private static final VectorField<double[]> FIELD = (t, y, dydt) -> {
        for (int i = 0; i < y.length; i++) {
            dydt[i] = Math.cos(3 * t + i) - y[i] * y[i];
        }
    };

    private static void runToTheEnd(OdeIntegration<double[]> solve) {
        while (solve.step()) {
            // the step is all there is to do
        }
    }

    @Test
    void startAfter_anySolver_solvesLikeAFreshStart() {
        for (ButcherTableau tableau : Tableaus.all()) {
            OdeSolver solver = tableau.adaptive() ? OdeSolver.adaptive(tableau) : OdeSolver.fixed(tableau, 25);
            OdeIntegration<double[]> previous =
                    solver.start(OdeProblem.of(FIELD, 0, 1.3, new double[] {0.3, 0.2, 0.1}));
            runToTheEnd(previous);
            OdeProblem<double[]> problem = OdeProblem.of(FIELD, 0.5, 3, new double[] {1, 0.5, 0});
            Solution<double[]> expected = solver.solve(problem);
            try (OdeIntegration<double[]> again = solver.startAfter(previous, problem)) {
                runToTheEnd(again);
                assertThat(again.state()).as(tableau.name()).containsExactly(expected.finalState());
                assertThat(again.stats()).as(tableau.name()).isEqualTo(expected.stats());
            }
            previous.close();
        }
    }

    @Test
    void startAfter_solveOfAnotherShapeOrFinished_lendsNothing() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5);
        OdeIntegration<double[]> small = solver.start(OdeProblem.of(FIELD, 0, 1, new double[1]));
        OdeProblem<double[]> problem = OdeProblem.of(FIELD, 0, 1, new double[] {1, 0.5});
        OdeIntegration<double[]> wide = solver.startAfter(small, problem);
        runToTheEnd(wide);
        double[] kept = wide.finish().finalState();
        double[] before = kept.clone();
        try (OdeIntegration<double[]> again = solver.startAfter(wide, problem)) {
            runToTheEnd(again);
            assertThat(again.state()).isNotSameAs(kept).containsExactly(before);
            assertThat(kept).as("a finished solution stays as it is").containsExactly(before);
        }
    }
}
