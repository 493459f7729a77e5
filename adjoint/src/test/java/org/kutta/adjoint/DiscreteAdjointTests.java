package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
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
import org.kutta.solver.SolveFailedException;
import org.kutta.solver.SolveStatus;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

class DiscreteAdjointTests {
    private static final DoubleArraySpace SPACE = DoubleArraySpace.INSTANCE;
    private static final double[] W = {0.7, -1.1};

    static List<ButcherTableau> tableaus() {
        return Tableaus.all();
    }

    static List<ButcherTableau> adaptiveTableaus() {
        return Tableaus.all().stream().filter(ButcherTableau::adaptive).toList();
    }

    private static double lossOnMesh(ButcherTableau tableau, Mesh mesh, AnalyticField field, double[] y0, double[] w) {
        double[] end = OdeSolver.onMesh(tableau, mesh)
                .solve(field::evaluate, mesh.t0(), mesh.t1(), y0)
                .finalState();
        return Differences.dot(w, end);
    }

    /** The gradients of {@code w . y(t1)} with respect to y0, then to the parameters. */
    private static double[][] differences(
            ButcherTableau tableau, Mesh mesh, AnalyticField field, double[] y0, double[] w) {
        double[] start = y0.clone();
        return new double[][] {
            Differences.gradient(start, () -> lossOnMesh(tableau, mesh, field, start, w)),
            Differences.gradient(field.p, () -> lossOnMesh(tableau, mesh, field, start, w))
        };
    }

    private static double[][] gradient(GradientSolve<double[]> solve, int states, int parameters, double[] w) {
        double[][] bars = {new double[states], new double[parameters]};
        solve.backward(w, bars[0], bars[1]);
        return bars;
    }

    @ParameterizedTest
    @MethodSource("tableaus")
    void storeAll_fixedSteps_equalsDifferencesOnTheMesh(ButcherTableau tableau) {
        DrivenField field = new DrivenField();
        double[] y0 = {0.4, -0.3};
        OdeSolver solver = OdeSolver.fixed(tableau, 7);
        try (GradientSolve<double[]> solve = DiscreteAdjoint.storeAll().bind(solver, SPACE, field, y0)) {
            Solution<double[]> solution = solve.forward(0.2, 1.7, y0);
            double[][] bars = gradient(solve, 2, 2, W);
            double[][] expected = differences(tableau, solution.mesh(), field, y0, W);
            assertThat(Differences.relativeError(bars[0], expected[0])).isLessThan(1e-9);
            assertThat(Differences.relativeError(bars[1], expected[1])).isLessThan(1e-9);
            assertThat(solve.stats().nfeForward()).isEqualTo(7L * tableau.stackStages());
            assertThat(solve.stats().nfeBackward()).isZero();
            assertThat(solve.stats().pullbacks()).isEqualTo(7L * tableau.stackStages());
        }
    }

    @ParameterizedTest
    @MethodSource("adaptiveTableaus")
    void storeAll_controlledSteps_equalsDifferencesOnTheAcceptedMesh(ButcherTableau tableau) {
        VanDerPolField field = new VanDerPolField(3);
        double[] y0 = {1.6, 0.3};
        OdeSolver solver = OdeSolver.adaptive(tableau)
                .tolerances(1e-4, 1e-6)
                .save(Save.mesh())
                .initialStep(2);
        try (GradientSolve<double[]> solve = DiscreteAdjoint.storeAll().bind(solver, SPACE, field, y0)) {
            Solution<double[]> solution = solve.forward(0, 2.5, y0);
            assertThat(solution.stats().rejected()).as("rejected steps").isPositive();
            double[][] bars = gradient(solve, 2, 2, W);
            double[][] expected = differences(tableau, solution.mesh(), field, y0, W);
            assertThat(Differences.relativeError(bars[0], expected[0])).isLessThan(1e-9);
            assertThat(Differences.relativeError(bars[1], expected[1])).isLessThan(1e-9);
            assertThat(bars[1][1])
                    .as("gradient of a parameter that nothing reads")
                    .isZero();
        }
    }

    /** Asking for a gradient changes nothing of the solve: neither its numbers nor its evaluations. */
    @ParameterizedTest
    @MethodSource("tableaus")
    void forward_anyMemory_isThePlainSolve(ButcherTableau tableau) {
        TanhField field = new TanhField(2, 6, 5);
        double[] y0 = {0.4, -0.3};
        OdeSolver fixed = OdeSolver.fixed(tableau, 9);
        for (OdeSolver solver : tableau.adaptive()
                ? List.of(fixed, OdeSolver.adaptive(tableau).tolerances(1e-5, 1e-7))
                : List.of(fixed)) {
            Solution<double[]> plain = solver.solve(field::evaluate, 0, 2, y0);
            for (GradientMethod method : List.of(DiscreteAdjoint.storeAll(), DiscreteAdjoint.checkpointed(3))) {
                try (GradientSolve<double[]> solve = method.bind(solver, SPACE, field, y0)) {
                    for (int again = 0; again < 3; again++) {
                        Solution<double[]> forward = solve.forward(0, 2, y0);
                        assertThat(forward.finalState()).containsExactly(plain.finalState());
                        assertThat(forward.stats()).isEqualTo(plain.stats());
                        assertThat(solve.stats().nfeForward())
                                .isEqualTo(plain.stats().nfe());
                    }
                }
            }
        }
    }

    @Test
    void storeAll_firstStepChosenByTheRule_isFrozenToo() {
        DrivenField field = new DrivenField();
        double[] y0 = {0.4, -0.3};
        OdeSolver solver =
                OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-3, 1e-3).save(Save.mesh());
        try (GradientSolve<double[]> solve = DiscreteAdjoint.storeAll().bind(solver, SPACE, field, y0)) {
            Mesh mesh = solve.forward(0, 3, y0).mesh();
            double[][] bars = gradient(solve, 2, 2, W);
            double[][] frozen = differences(Tableaus.DOPRI5, mesh, field, y0, W);
            assertThat(Differences.relativeError(bars[0], frozen[0])).isLessThan(1e-9);
            double[] start = y0.clone();
            double[] moving = Differences.gradient(
                    start,
                    () -> Differences.dot(
                            W, solver.solve(field::evaluate, 0, 3, start).finalState()));
            // The steps of a solve that starts elsewhere are others, so these differ by more than rounding.
            assertThat(Differences.relativeError(bars[0], moving)).isBetween(1e-8, 0.1);
        }
    }

    @ParameterizedTest
    @MethodSource("tableaus")
    void checkpointed_fixedSteps_givesTheBitsOfStoreAll(ButcherTableau tableau) {
        TanhField field = new TanhField(2, 6, 5);
        double[] y0 = {0.4, -0.3};
        OdeSolver solver = OdeSolver.fixed(tableau, 23);
        double[][] all = gradientOf(DiscreteAdjoint.storeAll(), solver, field, y0);
        for (int states : new int[] {1, 2, 3, 7, 40}) {
            assertThat(gradientOf(DiscreteAdjoint.checkpointed(states), solver, field, y0))
                    .as("%s, %s states", tableau.name(), states)
                    .isDeepEqualTo(all);
        }
    }

    @ParameterizedTest
    @MethodSource("adaptiveTableaus")
    void checkpointed_controlledSteps_givesTheBitsOfStoreAll(ButcherTableau tableau) {
        TanhField field = new TanhField(2, 6, 5);
        double[] y0 = {0.4, -0.3};
        OdeSolver solver = OdeSolver.adaptive(tableau).tolerances(1e-5, 1e-7);
        double[][] all = gradientOf(DiscreteAdjoint.storeAll(), solver, field, y0);
        for (int states : new int[] {1, 2, 3, 7, 40}) {
            assertThat(gradientOf(DiscreteAdjoint.checkpointed(states), solver, field, y0))
                    .as("%s, %s states", tableau.name(), states)
                    .isDeepEqualTo(all);
        }
    }

    private static double[][] gradientOf(GradientMethod method, OdeSolver solver, AnalyticField field, double[] y0) {
        try (GradientSolve<double[]> solve = method.bind(solver, SPACE, field, y0)) {
            solve.forward(0, 2, y0);
            double[][] first = gradient(solve, 2, field.p.length, W);
            assertThat(gradient(solve, 2, field.p.length, W))
                    .as("a second time")
                    .isDeepEqualTo(first);
            solve.forward(0, 2, y0);
            assertThat(gradient(solve, 2, field.p.length, W))
                    .as("after another solve")
                    .isDeepEqualTo(first);
            return first;
        }
    }

    @Test
    void backward_intoFilledTargets_addsToThem() {
        DrivenField field = new DrivenField();
        double[] y0 = {0.4, -0.3};
        try (GradientSolve<double[]> solve =
                DiscreteAdjoint.storeAll().bind(OdeSolver.fixed(Tableaus.RK4, 3), SPACE, field, y0)) {
            solve.forward(0, 1, y0);
            double[][] bars = gradient(solve, 2, 2, W);
            double[] yBar = {1, 2};
            solve.backward(W, yBar, null);
            assertThat(yBar).containsExactly(1 + bars[0][0], 2 + bars[0][1]);
            double[] pBar = {3, 4};
            solve.backward(W, null, pBar);
            assertThat(pBar).containsExactly(new double[] {3 + bars[1][0], 4 + bars[1][1]}, within(1e-14));
        }
    }

    @Test
    void backward_savedStates_sumsTheGradientsOfEach() {
        DrivenField field = new DrivenField();
        double[] y0 = {0.4, -0.3};
        double[] times = {0.2, 0.5, 1.0, 1.7};
        for (OdeSolver solver : List.of(
                OdeSolver.fixed(Tableaus.RK38, 4).save(Save.mesh()),
                OdeSolver.adaptive(Tableaus.TSIT5).save(Save.mesh()))) {
            try (GradientSolve<double[]> solve = DiscreteAdjoint.storeAll().bind(solver, SPACE, field, y0)) {
                Solution<double[]> solution = solve.forward(0.2, 1.7, y0, times);
                assertThat(solution.times().toArray()).containsExactly(times);
                assertThat(solution.states().get(0)).containsExactly(y0);
                assertThat(solution.states().get(3)).containsExactly(solution.finalState());
                double[][] bars = {new double[2], new double[2]};
                solve.backward(List.of(W, new double[] {1, 0}, new double[] {0, 2}, W), bars[0], bars[1]);
                Mesh mesh = solution.mesh();
                double[] start = y0.clone();
                double[] expected =
                        Differences.gradient(start, () -> savedLoss(solver.tableau(), mesh, field, start, times));
                assertThat(Differences.relativeError(bars[0], expected)).isLessThan(1e-9);
                expected = Differences.gradient(field.p, () -> savedLoss(solver.tableau(), mesh, field, start, times));
                assertThat(Differences.relativeError(bars[1], expected)).isLessThan(1e-9);
            }
        }
    }

    private static double savedLoss(
            ButcherTableau tableau, Mesh mesh, AnalyticField field, double[] y0, double[] times) {
        List<double[]> states = OdeSolver.onMesh(tableau, mesh)
                .save(Save.at(times))
                .solve(field::evaluate, mesh.t0(), mesh.t1(), y0)
                .states();
        return Differences.dot(W, states.get(0))
                + states.get(1)[0]
                + 2 * states.get(2)[1]
                + Differences.dot(W, states.get(3));
    }

    @Test
    void forward_saveTimeARoundingOffANode_takesTheNode() {
        double[] y0 = {0.4, -0.3};
        try (GradientSolve<double[]> solve =
                DiscreteAdjoint.storeAll().bind(OdeSolver.fixed(Tableaus.RK4, 10), SPACE, new DrivenField(), y0)) {
            Solution<double[]> solution = solve.forward(0, 1, y0, Math.nextUp(0.3), Math.nextDown(0.7));
            assertThat(solution.mesh().steps()).isEqualTo(10);
            assertThat(solution.states()).hasSize(2);
        }
    }

    @Test
    void forward_twoSaveTimesAtOneNode_areRefusedByEveryMethod() {
        double[] y0 = {0.4, -0.3};
        for (GradientMethod method : List.of(
                DiscreteAdjoint.storeAll(),
                BacksolveAdjoint.create(),
                InterpolatingAdjoint.create(),
                ReversibleAdjoint.coupled())) {
            try (GradientSolve<double[]> solve =
                    method.bind(OdeSolver.fixed(Tableaus.RK4, 10), SPACE, new DrivenField(), y0)) {
                for (double[] times :
                        new double[][] {{0.5, 0.5 + 1e-12, 1}, {0.5 - 1e-12, 0.5}, {0, 1e-12}, {1 - 1e-12, 1}}) {
                    assertThatIllegalArgumentException()
                            .as(method.name())
                            .isThrownBy(() -> solve.forward(0, 1, y0, times))
                            .withMessageContaining("save times " + times[0] + " and " + times[1] + " are");
                    assertThatIllegalStateException().isThrownBy(() -> solve.backward(W, null, null));
                }
                double[] apart = {0.5, 0.5 + 1e-9, 1};
                assertThat(solve.forward(0, 1, y0, apart).states())
                        .as(method.name())
                        .hasSize(3);
                solve.backward(List.of(W, W, W), new double[2], null);
            }
        }
    }

    @Test
    void forward_badSaveTimes_areRefused() {
        double[] y0 = {0.4, -0.3};
        try (GradientSolve<double[]> solve =
                DiscreteAdjoint.storeAll().bind(OdeSolver.fixed(Tableaus.RK4, 10), SPACE, new DrivenField(), y0)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> solve.forward(0, 1, y0, 0.5, 0.5))
                    .withMessageContaining("save time (0.5) must come after");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> solve.forward(0, 1, y0, Double.NaN))
                    .withMessageContaining("save time (NaN) must be within");
            assertThatIllegalStateException().isThrownBy(() -> solve.backward(W, null, null));
            solve.forward(0, 1, y0, 0.5);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> solve.backward(List.of(), null, null))
                    .withMessageContaining("must be one for each of 1 saved states");
        }
    }

    @Test
    void forward_fixedStepsThatBlowUp_failLikeASolveAndAllowNoGradient() {
        double[] y0 = {20, 20, 20};
        OdeSolver solver = OdeSolver.fixed(Tableaus.EULER, 40);
        try (GradientSolve<double[]> solve = DiscreteAdjoint.storeAll().bind(solver, SPACE, new LorenzField(), y0)) {
            assertThatExceptionOfType(SolveFailedException.class)
                    .isThrownBy(() -> solve.forward(0, 40, y0))
                    .withMessageContaining("after 40 steps")
                    .satisfies(failure -> assertThat(failure.status()).isEqualTo(SolveStatus.NON_FINITE));
        }
        try (GradientSolve<double[]> solve =
                DiscreteAdjoint.storeAll().bind(solver.throwOnFailure(false), SPACE, new LorenzField(), y0)) {
            assertThat(solve.forward(0, 40, y0).status()).isEqualTo(SolveStatus.NON_FINITE);
            assertThatIllegalStateException().isThrownBy(() -> solve.backward(y0, null, null));
            assertThat(solve.stats().status()).isEqualTo(GradientStats.Status.FAILED);
        }
    }

    @Test
    void forward_moreFixedStepsThanTheSolverMayTake_isRefusedByEveryMethod() {
        double[] y0 = {0.4, -0.3};
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, 10).maxSteps(9);
        for (GradientMethod method :
                List.of(DiscreteAdjoint.storeAll(), BacksolveAdjoint.create(), ReversibleAdjoint.coupled())) {
            try (GradientSolve<double[]> solve = method.bind(solver, SPACE, new DrivenField(), y0)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> solve.forward(0, 1, y0))
                        .withMessage("maxSteps (9) must be >= the steps of the mesh, 10");
            }
        }
        try (GradientSolve<double[]> solve = InterpolatingAdjoint.create().bind(solver, SPACE, new DrivenField(), y0)) {
            assertThatExceptionOfType(SolveFailedException.class).isThrownBy(() -> solve.forward(0, 1, y0));
        }
    }

    @Test
    void bind_solverThatSavesStates_isRefused() {
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, 10).save(Save.dense());
        for (GradientMethod method : List.of(
                DiscreteAdjoint.storeAll(),
                BacksolveAdjoint.create(),
                InterpolatingAdjoint.create(),
                ReversibleAdjoint.coupled())) {
            assertThatIllegalArgumentException()
                    .as(method.name())
                    .isThrownBy(() -> method.bind(solver, SPACE, new DrivenField(), new double[2]))
                    .withMessageContaining("takes its save times in forward");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BacksolveAdjoint.create().backward(solver))
                .withMessageContaining("takes its save times in forward");
    }

    @Test
    void backward_intervalOfNoLength_handsTheCotangentThrough() {
        double[] y0 = {0.4, -0.3};
        try (GradientSolve<double[]> solve = DiscreteAdjoint.checkpointed(2)
                .withTimeGradients()
                .bind(OdeSolver.fixed(Tableaus.RK4, 10), SPACE, new DrivenField(), y0)) {
            assertThat(solve.forward(1, 1, y0).finalState()).containsExactly(y0);
            double[] yBar = new double[2];
            TimeGradient times = solve.backward(W, yBar, null);
            assertThat(yBar).containsExactly(W);
            double[] slope = new double[2];
            new DrivenField().evaluate(1, y0, slope);
            assertThat(times.t1()).isEqualTo(Differences.dot(W, slope)).isEqualTo(-times.t0());
        }
    }
}
