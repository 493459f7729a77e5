package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

class OdeSolverTests {

    private static final double[] ONE = {1};

    static java.util.stream.Stream<ButcherTableau> adaptive() {
        return Tableaus.all().stream().filter(ButcherTableau::adaptive);
    }

    static java.util.stream.Stream<ButcherTableau> all() {
        return Tableaus.all().stream();
    }

    @ParameterizedTest
    @MethodSource("adaptive")
    void solve_growth_reachesTheTolerance(ButcherTableau tableau) {
        AtomicLong calls = new AtomicLong();
        Solution<double[]> solution = OdeSolver.adaptive(tableau)
                .tolerances(1e-6, 1e-6)
                .solve(
                        (t, y, dydt) -> {
                            calls.incrementAndGet();
                            dydt[0] = y[0] * Math.cos(t);
                        },
                        0,
                        4,
                        ONE);
        assertThat(solution.status()).isEqualTo(SolveStatus.SUCCESS);
        assertThat(solution.finalTime()).isEqualTo(4);
        assertThat(solution.finalState()[0]).isCloseTo(Math.exp(Math.sin(4)), Offset.offset(1e-4));
        assertThat(solution.stats().nfe()).isEqualTo(calls.get());
    }

    @ParameterizedTest
    @MethodSource("all")
    void solve_fixedSteps_evaluatesTheStagesOfEachStep(ButcherTableau tableau) {
        Solution<double[]> solution = OdeSolver.fixed(tableau, 10).solve((t, y, dydt) -> dydt[0] = y[0], 0, 1, ONE);
        assertThat(solution.stats().nfe()).isEqualTo(10L * tableau.stackStages());
        assertThat(solution.finalState()[0]).isCloseTo(Math.E, Offset.offset(tableau.order() == 1 ? 0.2 : 0.01));
    }
}
