package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeIntegration;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveFailedException;
import org.kutta.solver.VectorField;
import org.kutta.solver.control.PidController;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Coefficient;
import org.kutta.solver.tableau.TableauFamilies;
import org.kutta.solver.tableau.TableauFiles;
import org.kutta.solver.tableau.Tableaus;

class SolvingTests {

    @Test
    void firstSolve_oscillator_isItsCosine() {
        // region: first-solve
        VectorField<double[]> oscillator = (t, y, dydt) -> {
            dydt[0] = y[1];
            dydt[1] = -y[0];
        };
        Solution<double[]> solution = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(1e-9, 1e-12)
                .solve(oscillator, 0.0, 10.0, new double[] {1, 0});
        double position = solution.finalState()[0]; // cos(10)
        long evaluations = solution.stats().nfe();
        // endregion
        assertThat(position).isCloseTo(Math.cos(10), within(1e-7));
        assertThat(evaluations).isPositive();
    }

    @Test
    void saving_timesAndDense_agree() {
        VectorField<double[]> decay = (t, y, dydt) -> dydt[0] = -y[0];
        // region: saving
        OdeSolver solver = OdeSolver.adaptive(Tableaus.TSIT5).tolerances(1e-8, 1e-10);
        Solution<double[]> solution =
                solver.save(Save.at(0.5, 1.0, 1.5).and(Save.dense())).solve(decay, 0, 2, new double[] {1});
        double[] atOne = solution.states().get(1);
        double[] anywhere = solution.at(0.7);
        double[] slope = solution.derivativeAt(0.7);
        // endregion
        assertThat(atOne[0]).isCloseTo(Math.exp(-1), within(1e-7));
        assertThat(anywhere[0]).isCloseTo(Math.exp(-0.7), within(1e-6));
        assertThat(slope[0]).isCloseTo(-Math.exp(-0.7), within(1e-5));
    }

    @Test
    void problem_withSettings_hitsStops() {
        VectorField<double[]> switched = (t, y, dydt) -> dydt[0] = t < 1 ? 1 : -1;
        // region: settings
        OdeProblem<double[]> problem = OdeProblem.of(switched, 0, 3, new double[] {0})
                .withDiscontinuities(1.0)
                .withStopTimes(2.0);
        Solution<double[]> solution = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(1e-9, 1e-9)
                .controller(PidController.of(0.2, 0.3, 0.0))
                .maxStep(0.5)
                .maxSteps(10_000)
                .save(Save.steps())
                .solve(problem);
        // endregion
        assertThat(solution.times().contains(1.0)).isTrue();
        assertThat(solution.times().contains(2.0)).isTrue();
        assertThat(solution.finalState()[0]).isCloseTo(-1, within(1e-9));
    }

    @Test
    void stepping_byHand_reachesTheEnd() {
        VectorField<double[]> growth = (t, y, dydt) -> dydt[0] = y[0];
        double last = 0;
        // region: stepping
        OdeProblem<double[]> problem = OdeProblem.of(growth, 0, 1, new double[] {1});
        try (OdeIntegration<double[]> solve = OdeSolver.fixed(Tableaus.RK4, 10).start(problem)) {
            while (solve.step()) {
                last = solve.state()[0]; // a live buffer: copy what you want to keep
            }
        }
        // endregion
        assertThat(last).isCloseTo(Math.E, within(1e-5));
    }

    @Test
    void mesh_asData_isHitExactly() {
        VectorField<double[]> growth = (t, y, dydt) -> dydt[0] = y[0];
        // region: mesh
        Mesh mesh = Mesh.of(0, 0.1, 0.3, 1.0);
        Solution<double[]> solution = OdeSolver.onMesh(Tableaus.KUTTA3, mesh).solve(growth, 0, 1, new double[] {1});
        // endregion
        assertThat(solution.stats().nfe()).isEqualTo(9);
    }

    @Test
    void failure_finiteTimeBlowUp_saysWhere() {
        VectorField<double[]> blowUp = (t, y, dydt) -> dydt[0] = y[0] * y[0];
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-6, 1e-6);
        // region: failure
        Solution<double[]> partial = solver.throwOnFailure(false).solve(blowUp, 0, 2, new double[] {1}); // 1 / (1 - t)
        if (partial.status().isFailure()) {
            System.out.println("got as far as t = " + partial.finalTime() + ": " + partial.status());
        }
        // endregion
        assertThat(partial.finalTime()).isCloseTo(1, within(1e-3));
        assertThatThrownBy(() -> solver.solve(blowUp, 0, 2, new double[] {1}))
                .isInstanceOf(SolveFailedException.class)
                .hasMessageContaining("t = ");
    }

    @Test
    void ownTableau_filesAndFamilies_roundTrip(@TempDir Path folder) throws IOException {
        // region: own-tableau
        ButcherTableau wray = ButcherTableau.explicit("wray3")
                .row("0")
                .row("8/15", "8/15")
                .row("2/3", "1/4", "5/12")
                .weights("1/4", "0", "3/4")
                .order(3)
                .build();
        wray.certify().requirePassed();

        Path file = folder.resolve("wray3.json");
        TableauFiles.write(wray, file);
        ButcherTableau again = TableauFiles.read(file);

        ButcherTableau ralston = TableauFamilies.secondOrder(Coefficient.parse("2/3"));
        // endregion
        assertThat(again).isEqualTo(wray);
        assertThat(ralston.b(1)).isEqualTo(0.75);
    }

    @Test
    void wrongTableau_certified_namesTheTree() {
        // region: wrong-tableau
        ButcherTableau wrong = ButcherTableau.explicit("improved-euler")
                .row("0")
                .row("1/2", "1/2")
                .weights("1/2", "1/2")
                .order(2)
                .build();
        String why = wrong.certify().failures().get(0).toString();
        // endregion
        assertThat(why).contains("1/2").contains("1/4");
    }
}
