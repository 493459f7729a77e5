package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.problem.Detest;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/** Long and hard problems: DETEST, a closed orbit of the restricted three-body problem, Kepler's energy. */
class ReferenceProblemTests {

    private static final OdeSolver REFERENCE =
            OdeSolver.adaptive(Tableaus.DOP853).tolerances(1e-12, 1e-12);

    static Stream<Detest> detest() {
        return Detest.all().stream();
    }

    @ParameterizedTest
    @MethodSource("detest")
    void detest_everyPair_agreesWithTheReference(Detest problem) {
        double[] expected =
                REFERENCE.solve(problem.field(), 0, Detest.END, problem.y0()).finalState();
        for (ButcherTableau tableau :
                List.of(Tableaus.DOPRI5, Tableaus.TSIT5, Tableaus.CASHKARP54, Tableaus.FEHLBERG45, Tableaus.VERNER89)) {
            Solution<double[]> solution = OdeSolver.adaptive(tableau)
                    .tolerances(1e-8, 1e-8)
                    .solve(problem.field(), 0, Detest.END, problem.y0());
            for (int i = 0; i < expected.length; i++) {
                // local errors add up over the steps and grow with the problem: at most 4e3 in class D
                assertThat(Math.abs(solution.finalState()[i] - expected[i]))
                        .as("%s of %s by %s", i, problem, tableau.name())
                        .isLessThan(4e-5 * (1 + Math.abs(expected[i])));
            }
        }
    }

    @Test
    void detest_problemsWithKnownSolutions_areMet() {
        double t = Detest.END;
        // some hundred steps, each with a local error of 1e-12 of the solution
        assertThat(final0("A1")).isCloseTo(Math.exp(-t), within(1e-11));
        assertThat(final0("A2")).isCloseTo(1 / Math.sqrt(1 + t), within(1e-10));
        assertThat(final0("A3")).isCloseTo(Math.exp(Math.sin(t)), within(2e-10));
        assertThat(final0("A4")).isCloseTo(20 / (1 + 19 * Math.exp(-t / 4)), within(1e-10));
        // D1: eccentric anomaly by Kepler's equation u - e sin u = t
        double u = t;
        for (int i = 0; i < 100; i++) {
            u = t + 0.1 * Math.sin(u);
        }
        assertThat(final0("D1")).isCloseTo(Math.cos(u) - 0.1, within(1e-9));
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }

    private static double final0(String name) {
        Detest problem = Detest.all().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
        return REFERENCE.solve(problem.field(), 0, Detest.END, problem.y0()).finalState()[0];
    }

    @Test
    void arenstorf_onePeriod_closes() {
        double mu = 0.012277471;
        VectorField<double[]> field = (t, y, d) -> {
            double near = (y[0] + mu) * (y[0] + mu) + y[1] * y[1];
            double far = (y[0] - 1 + mu) * (y[0] - 1 + mu) + y[1] * y[1];
            near *= Math.sqrt(near);
            far *= Math.sqrt(far);
            d[0] = y[2];
            d[1] = y[3];
            d[2] = y[0] + 2 * y[3] - (1 - mu) * (y[0] + mu) / near - mu * (y[0] - 1 + mu) / far;
            d[3] = y[1] - 2 * y[2] - (1 - mu) * y[1] / near - mu * y[1] / far;
        };
        double[] y0 = {0.994, 0, 0, -2.0015851063790824};
        double period = 17.065216560157964;
        for (ButcherTableau tableau : List.of(Tableaus.DOPRI5, Tableaus.TSIT5, Tableaus.DOP853)) {
            double[] end = OdeSolver.adaptive(tableau)
                    .tolerances(1e-12, 1e-12)
                    .solve(field, 0, period, y0)
                    .finalState();
            // errors grow about 1e6-fold over the close encounters
            assertThat(Math.hypot(end[0] - y0[0], end[1])).as(tableau.name()).isLessThan(2e-5);
        }
    }

    @Test
    void kepler_hundredPeriods_keepsEnergyToTheTolerance() {
        Detest orbit = Detest.all().stream()
                .filter(p -> p.name().equals("D3"))
                .findFirst()
                .orElseThrow();
        double end = 200 * Math.PI;
        double[] state = OdeSolver.adaptive(Tableaus.DOP853)
                .tolerances(1e-11, 1e-11)
                .solve(orbit.field(), 0, end, orbit.y0())
                .finalState();
        double energy = (state[2] * state[2] + state[3] * state[3]) / 2 - 1 / Math.hypot(state[0], state[1]);
        assertThat(energy).isCloseTo(-0.5, within(1e-8));
        double momentum = state[0] * state[3] - state[1] * state[2];
        assertThat(momentum).isCloseTo(Math.sqrt(1 - 0.5 * 0.5), within(1e-8));
    }
}
