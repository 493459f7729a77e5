package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

class ReversibleAdjointTests {
    private static final DoubleArraySpace SPACE = DoubleArraySpace.INSTANCE;
    private static final double[] W = {0.7, -1.1};
    private static final double[] TIMES = {0.1, 0.6, 1.5};

    static List<ButcherTableau> tableaus() {
        return Tableaus.all();
    }

    private static double[] solution(ReversibleAdjoint method, OdeSolver solver, AnalyticField field, double[] y0) {
        try (GradientSolve<double[]> solve = method.bind(solver, SPACE, field, y0)) {
            return solve.forward(TIMES[0], TIMES[2], y0).finalState().clone();
        }
    }

    private static double loss(
            ReversibleAdjoint method, ButcherTableau tableau, AnalyticField field, double[] y0, double[] times) {
        double[] nodes = new double[8];
        for (int n = 0; n < 4; n++) {
            nodes[n] = times[0] + n / 4.0 * (times[1] - times[0]);
            nodes[4 + n] = times[1] + n / 3.0 * (times[2] - times[1]);
        }
        nodes[7] = times[2];
        OdeSolver solver = OdeSolver.onMesh(tableau, Mesh.of(nodes));
        try (GradientSolve<double[]> solve = method.bind(solver, SPACE, field, y0)) {
            var solution = solve.forward(times[0], times[2], y0, times[1], times[2]);
            return Differences.dot(W, solution.states().get(0))
                    - solution.states().get(1)[1];
        }
    }

    private static void assertExact(ReversibleAdjoint method, ButcherTableau tableau) {
        DrivenField field = new DrivenField();
        double[] y0 = {0.4, -0.3};
        double[] nodes = {0.1, 0.1 + 0.125, 0.1 + 0.25, 0.1 + 0.375, 0.6, 0.6 + 1 / 3.0 * 0.9, 0.6 + 2 / 3.0 * 0.9, 1.5
        };
        OdeSolver solver = OdeSolver.onMesh(tableau, Mesh.of(nodes));
        try (GradientSolve<double[]> solve = method.withTimeGradients().bind(solver, SPACE, field, y0)) {
            solve.forward(TIMES[0], TIMES[2], y0, TIMES[1], TIMES[2]);
            for (int again = 0; again < 2; again++) {
                double[] yBar = new double[2];
                double[] pBar = new double[2];
                TimeGradient times = solve.backward(List.of(W, new double[] {0, -1}), yBar, pBar);
                double[] start = y0.clone();
                double[] expected = Differences.gradient(start, () -> loss(method, tableau, field, start, TIMES));
                assertThat(Differences.relativeError(yBar, expected))
                        .as(tableau.name())
                        .isLessThan(1e-9);
                expected = Differences.gradient(field.p, () -> loss(method, tableau, field, y0, TIMES));
                assertThat(Differences.relativeError(pBar, expected))
                        .as(tableau.name())
                        .isLessThan(1e-9);
                double[] moved = TIMES.clone();
                expected = Differences.gradient(moved, () -> loss(method, tableau, field, y0, moved));
                double[] actual = {times.t0(), times.saveTimes().get(0), times.t1()};
                assertThat(Differences.relativeError(actual, expected))
                        .as(tableau.name())
                        .isLessThan(1e-8);
            }
            assertThat(solve.stats().reconstructionError()).isLessThan(1e-12);
            assertThat(solve.stats().status()).isEqualTo(GradientStats.Status.OK);
        }
    }

    @ParameterizedTest
    @MethodSource("tableaus")
    void coupled_anyTableau_hasTheExactGradientOfItsOwnSteps(ButcherTableau tableau) {
        assertExact(ReversibleAdjoint.coupled(0.99), tableau);
        assertExact(ReversibleAdjoint.coupled(1), tableau);
    }

    @Test
    void leapfrog_anyDamping_hasTheExactGradientOfItsOwnSteps() {
        assertExact(ReversibleAdjoint.leapfrog(), Tableaus.MIDPOINT);
        assertExact(ReversibleAdjoint.leapfrog(0.9), Tableaus.MIDPOINT);
    }

    @Test
    void coupled_halvedSteps_keepsTheOrderOfTheTableau() {
        assertOrder(ReversibleAdjoint.coupled(), Tableaus.MIDPOINT, 2);
        assertOrder(ReversibleAdjoint.coupled(), Tableaus.RK4, 4);
        assertOrder(ReversibleAdjoint.leapfrog(), Tableaus.MIDPOINT, 2);
    }

    private static void assertOrder(ReversibleAdjoint method, ButcherTableau tableau, int order) {
        DrivenField field = new DrivenField();
        double[] y0 = {0.4, -0.3};
        double[] exact = OdeSolver.adaptive(Tableaus.DOP853)
                .tolerances(1e-13, 1e-13)
                .solve(field::evaluate, TIMES[0], TIMES[2], y0)
                .finalState();
        double coarse = Differences.relativeError(solution(method, OdeSolver.fixed(tableau, 20), field, y0), exact);
        double fine = Differences.relativeError(solution(method, OdeSolver.fixed(tableau, 80), field, y0), exact);
        double slope = Math.log(coarse / fine) / Math.log(4);
        assertThat(slope).as("%s of %s", method.name(), tableau.name()).isCloseTo(order, within(0.2));
    }

    @Test
    void coupled_controlledSteps_runsOnTheMeshOfThePlainSolve() {
        TanhField field = new TanhField(2, 8, 3);
        double[] y0 = {0.4, -0.3};
        OdeSolver solver = OdeSolver.adaptive(Tableaus.TSIT5).tolerances(1e-7, 1e-7);
        TakenGradient exact = TakenGradient.of(DiscreteAdjoint.storeAll(), solver, field, 2, y0, 0.5, 2);
        TakenGradient taken = TakenGradient.of(ReversibleAdjoint.coupled(), solver, field, 2, y0, 0.5, 2);
        assertThat(taken.distance(exact)).isLessThan(1e-5);
        assertThat(taken.stats.steps()).isEqualTo(exact.stats.steps());
        assertThat(taken.stats.nfeForward())
                .isEqualTo(exact.stats.nfeForward() + 2 * exact.stats.steps() * Tableaus.TSIT5.stackStages());
    }

    @Test
    void coupled_moreSteps_holdsNoMore() {
        double[] y0 = new double[200];
        long few = memoryOf(100, y0);
        long many = memoryOf(10_000, y0);
        assertThat(many - few).as("the mesh alone").isEqualTo(16L * 9_900);
    }

    private static long memoryOf(int steps, double[] y0) {
        return TakenGradient.of(
                        ReversibleAdjoint.coupled(), OdeSolver.fixed(Tableaus.RK4, steps), new LinearDecay(), 1, y0)
                .stats
                .peakBytes();
    }

    @Test
    void coupled_tooManyStepsForItsCoupling_saysThatRoundingGrew() {
        // taken back, a rounding error grows by 1/0.9 a step: 0.9^-400 is 1e18
        TakenGradient taken = TakenGradient.of(
                ReversibleAdjoint.coupled(0.9), OdeSolver.fixed(Tableaus.RK4, 400), new DrivenField(), 2, new double[] {
                    0.4, -0.3
                });
        assertThat(taken.stats.status()).isEqualTo(GradientStats.Status.INACCURATE);
        assertThat(taken.stats.notes()).singleElement().asString().contains("400 steps taken back miss");
    }

    @Test
    void leapfrog_otherTableauWithFixedSteps_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReversibleAdjoint.leapfrog()
                        .bind(OdeSolver.fixed(Tableaus.RK4, 5), SPACE, new DrivenField(), new double[2]))
                .withMessageContaining("must be midpoint");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReversibleAdjoint.coupled(1.5))
                .withMessageContaining("coupling (1.5) must be in (0, 1]");
    }

    @Test
    void forward_manySolvesOfControlledSteps_givesBackWhatItHolds() {
        CountingSpace counting = new CountingSpace();
        double[] y0 = {0.4, -0.3};
        try (GradientSolve<double[]> solve = ReversibleAdjoint.coupled()
                .bind(OdeSolver.adaptive(Tableaus.DOPRI5), counting.space(), new DrivenField(), y0)) {
            solve.forward(0, 2, y0);
            int held = counting.held();
            for (int i = 0; i < 3; i++) {
                solve.forward(0, 2, y0);
            }
            assertThat(counting.held()).isEqualTo(held);
        }
        assertThat(counting.held()).as("after close").isZero();
    }
}
