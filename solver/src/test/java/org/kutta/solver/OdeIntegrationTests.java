package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.solver.problem.KnownProblem;
import org.kutta.solver.step.StageFields;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

class OdeIntegrationTests {

    private static final OdeSolver DOPRI5 = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-7, 1e-9);

    /** What the tolerances of {@link #DOPRI5} allow a step on the unit circle: the root mean square over two components is at most {@code atol + rtol}. */
    private static final double DOPRI5_STEP_ERROR = Math.sqrt(2) * (1e-7 + 1e-9);

    private static final KnownProblem OSCILLATOR = KnownProblem.harmonicOscillator();

    @Test
    void step_byHand_isTheSolve() {
        Solution<double[]> solved = DOPRI5.save(Save.steps().and(Save.mesh())).solve(OSCILLATOR.problem());
        try (OdeIntegration<double[]> solve = DOPRI5.start(OSCILLATOR.problem())) {
            assertThat(solve.stats()).isEqualTo(SolveStats.NONE);
            int n = 0;
            while (solve.step()) {
                assertThat(solve.tPrevious()).isEqualTo(solved.times().get(n));
                assertThat(solve.previousState())
                        .containsExactly(solved.states().get(n));
                assertThat(solve.dt()).isEqualTo(solved.mesh().dt(n));
                n++;
                assertThat(solve.t()).isEqualTo(solved.times().get(n));
                assertThat(solve.state()).containsExactly(solved.states().get(n));
                assertThat(solve.stepIndex()).isEqualTo(n);
            }
            assertThat(solve.step()).isFalse();
            assertThat(solve.status()).isEqualTo(SolveStatus.SUCCESS);
            assertThat(solve.finish().stats()).isEqualTo(solved.stats());
        }
    }

    @Test
    void solve_meshOfAnAdaptiveSolve_replaysBitForBit() {
        for (ButcherTableau tableau : Tableaus.all()) {
            if (tableau.adaptive()) {
                Solution<double[]> adaptive =
                        OdeSolver.adaptive(tableau).save(Save.mesh()).solve(OSCILLATOR.problem());
                Solution<double[]> replay =
                        OdeSolver.onMesh(tableau, adaptive.mesh()).solve(OSCILLATOR.problem());
                assertThat(replay.finalState()).as(tableau.name()).containsExactly(adaptive.finalState());
                assertThat(replay.mesh()).isSameAs(adaptive.mesh());
            }
        }
    }

    @Test
    void ofStages_adaptiveSolve_evaluatesTheSameStepAgainAfterARejection() {
        List<String> calls = new ArrayList<>();
        StageFields<double[]> fields = (step, stage, t, y, dydt) -> {
            calls.add(step + "." + stage);
            OSCILLATOR.field().evaluate(t, y, dydt);
        };
        OdeProblem<double[]> own = OdeProblem.ofStages(DoubleArraySpace.INSTANCE, fields, 0, 3, OSCILLATOR.y0());
        Solution<double[]> solution = DOPRI5.initialStep(2).solve(own);
        assertThat(solution.stats().rejected()).isPositive();
        assertThat(calls).hasSize((int) solution.stats().nfe());
        assertThat(calls).startsWith("0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.1", "0.2");
        long accepted = solution.stats().accepted();
        assertThat(calls).contains("1.0", (accepted - 1) + ".0").doesNotContain(accepted + ".0");
        assertThat(solution.finalState())
                .containsExactly(DOPRI5.initialStep(2)
                        .solve(OSCILLATOR.field(), 0, 3, OSCILLATOR.y0())
                        .finalState());
    }

    @Test
    void firstStageReused_ofStagesWithReuse_tellsWhichStageWasPromoted() {
        AtomicInteger firstStages = new AtomicInteger();
        StageFields<double[]> fields = (step, stage, t, y, dydt) -> {
            if (stage == 0) {
                firstStages.incrementAndGet();
            }
            OSCILLATOR.field().evaluate(t, y, dydt);
        };
        OdeProblem<double[]> problem = OdeProblem.ofStages(DoubleArraySpace.INSTANCE, fields, 0, 3, OSCILLATOR.y0())
                .withStageReuse(true)
                .withDiscontinuities(1);
        try (OdeIntegration<double[]> solve = DOPRI5.start(problem)) {
            int evaluated = 0;
            while (solve.step()) {
                if (!solve.firstStageReused()) {
                    assertThat(solve.tPrevious()).isIn(0.0, 1.0);
                    evaluated++;
                }
            }
            assertThat(evaluated).isEqualTo(2);
            assertThat(firstStages).hasValue(2);
        }
    }

    @Test
    void solve_emptyInterval_returnsTheInitialState() {
        for (OdeSolver solver : List.of(
                DOPRI5.save(Save.dense()), OdeSolver.fixed(Tableaus.RK4, 3).save(Save.dense()))) {
            Solution<double[]> solution = solver.solve(OSCILLATOR.field(), 2, 2, new double[] {3, 4});
            assertThat(solution.status()).isEqualTo(SolveStatus.SUCCESS);
            assertThat(solution.finalState()).containsExactly(3, 4);
            assertThat(solution.stats()).isEqualTo(SolveStats.NONE);
            assertThat(solution.at(2)).containsExactly(3, 4);
        }
    }

    @Test
    void solve_initialState_isNotTouched() {
        double[] y0 = OSCILLATOR.y0();
        Solution<double[]> solution = DOPRI5.solve(OSCILLATOR.field(), 0, 1, y0);
        assertThat(y0).containsExactly(OSCILLATOR.y0());
        assertThat(solution.finalState()).isNotSameAs(y0);
    }

    @Test
    void save_atTimes_doesNotChangeTheSteps() {
        double[] times = {0, 0.1, 0.2, 5, 5.0001, 19.9, 20};
        Solution<double[]> plain = DOPRI5.save(Save.mesh()).solve(OSCILLATOR.problem());
        Solution<double[]> saved = DOPRI5.save(Save.at(times).and(Save.mesh())).solve(OSCILLATOR.problem());
        assertThat(saved.stats()).isEqualTo(plain.stats());
        assertThat(saved.finalState()).containsExactly(plain.finalState());
        assertThat(saved.times().toArray()).containsExactly(times);
        for (int i = 0; i < times.length; i++) {
            assertThat(OSCILLATOR.error(times[i], saved.states().get(i))).isLessThan(1e-5);
        }
        assertThat(saved.states().get(6)).containsExactly(plain.finalState());
        assertThat(saved.states().get(0)).containsExactly(OSCILLATOR.y0());
    }

    @Test
    void save_badTimes_areRefused() {
        for (double[] times : new double[][] {{-1}, {21}, {2, 1}, {1, 1}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DOPRI5.save(Save.at(times)).solve(OSCILLATOR.problem()));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Save.at(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Save.at(1).and(Save.steps()));
        assertThatIllegalStateException()
                .isThrownBy(() -> DOPRI5.solve(OSCILLATOR.problem()).at(1))
                .withMessageContaining("Save.dense()");
        assertThatIllegalStateException()
                .isThrownBy(() -> DOPRI5.solve(OSCILLATOR.problem()).mesh());
    }

    @Test
    void dense_valuesAndDerivatives_followTheSolution() {
        for (ButcherTableau tableau :
                List.of(Tableaus.DOPRI5, Tableaus.TSIT5, Tableaus.DOP853, Tableaus.CASHKARP54, Tableaus.BOSH3)) {
            Solution<double[]> solution = OdeSolver.adaptive(tableau)
                    .tolerances(1e-9, 1e-9)
                    .save(Save.dense().and(Save.steps()))
                    .solve(OSCILLATOR.field(), 0, 5, OSCILLATOR.y0());
            for (double t = 0; t <= 5; t += 0.0173) {
                double[] value = solution.at(t);
                double[] slope = solution.derivativeAt(t);
                assertThat(OSCILLATOR.error(t, value)).as(tableau.name()).isLessThan(1e-6);
                assertThat(slope[0]).isCloseTo(value[1], within(1e-4));
                assertThat(slope[1]).isCloseTo(-value[0], within(1e-4));
            }
            for (int n = 0; n < solution.times().length(); n++) {
                assertThat(solution.at(solution.times().get(n)))
                        .containsExactly(solution.states().get(n));
            }
            assertThatIllegalArgumentException().isThrownBy(() -> solution.at(5.1));
            assertThatIllegalArgumentException().isThrownBy(() -> solution.at(Double.NaN));
        }
    }

    @Test
    void dense_furtherEvaluations_areCountedApart() {
        Solution<double[]> own = DOPRI5.save(Save.dense()).solve(OSCILLATOR.problem());
        assertThat(own.stats().nfeDense()).isZero();
        Solution<double[]> eighth =
                OdeSolver.adaptive(Tableaus.DOP853).save(Save.dense()).solve(OSCILLATOR.problem());
        assertThat(eighth.stats().nfeDense()).isEqualTo(3 * eighth.stats().accepted());
        // Hermite takes the derivative at the end of each step, which is the first stage of the next
        Solution<double[]> hermite =
                OdeSolver.fixed(Tableaus.RK4, 50).save(Save.dense()).solve(OSCILLATOR.problem());
        assertThat(hermite.stats().nfe()).isEqualTo(4 * 50 + 1);
        assertThat(hermite.stats().nfeDense()).isEqualTo(1);
    }

    @Test
    void listeners_eachAcceptedStep_areCalledInOrder() {
        List<Double> ends = new ArrayList<>();
        Solution<double[]> solution = DOPRI5.save(Save.mesh())
                .solve(OSCILLATOR.problem().withListener(solve -> {
                    ends.add(solve.t());
                    double middle = 0.5 * (solve.tPrevious() + solve.t());
                    double[] state = new double[2];
                    solve.interpolate(middle, state);
                    assertThat(OSCILLATOR.error(middle, state)).isLessThan(1e-5);
                }));
        assertThat(ends).hasSize(solution.mesh().steps());
        for (int n = 0; n < ends.size(); n++) {
            assertThat(ends.get(n)).isEqualTo(solution.mesh().t(n + 1));
        }
    }

    @Test
    void cancellation_midway_keepsThePartialSolution() {
        AtomicInteger asked = new AtomicInteger();
        Solution<double[]> solution = DOPRI5.save(Save.dense())
                .solve(OSCILLATOR.problem().withCancellation(() -> asked.incrementAndGet() > 10));
        assertThat(solution.status()).isEqualTo(SolveStatus.CANCELLED);
        assertThat(solution.stats().attempted()).isEqualTo(10);
        assertThat(OSCILLATOR.error(solution.finalTime(), solution.at(solution.finalTime())))
                .isLessThan(1e-5);
    }

    @Test
    void finish_whileRunning_isACancelledSolution() {
        try (OdeIntegration<double[]> solve = DOPRI5.start(OSCILLATOR.problem())) {
            solve.step();
            Solution<double[]> solution = solve.finish();
            assertThat(solution.status()).isEqualTo(SolveStatus.CANCELLED).isEqualTo(solve.status());
            assertThat(solution.finalTime()).isEqualTo(solve.t());
            assertThat(solve.step()).isFalse();
        }
    }

    /** Rejects every step that would go on beyond t = 1. */
    private static final VectorField<double[]> ENDS_AT_ONE = (t, y, dydt) -> dydt[0] = t > 1 ? Double.NaN : 1;

    @Test
    void interpolate_afterAFailedStep_isRefusedAndBeforeItIsNot() {
        for (OdeSolver solver : List.of(DOPRI5, OdeSolver.fixed(Tableaus.RK4, 5))) {
            try (OdeIntegration<double[]> solve =
                    solver.throwOnFailure(false).start(OdeProblem.of(ENDS_AT_ONE, 0, 2, new double[1]))) {
                double[] middle = new double[1];
                long interpolated = 0;
                while (solve.step()) {
                    double time = 0.5 * (solve.tPrevious() + solve.t());
                    solve.interpolate(time, middle);
                    assertThat(middle[0]).isCloseTo(time, within(1e-14));
                    assertThat(solve.previousState()[0]).isCloseTo(solve.tPrevious(), within(1e-14));
                    assertThat(solve.stage(1)[0]).isEqualTo(1);
                    interpolated++;
                }
                assertThat(interpolated).isPositive();
                assertThat(solve.status().isFailure()).isTrue();
                assertThatIllegalStateException()
                        .isThrownBy(() -> solve.interpolate(solve.t(), middle))
                        .withMessageContaining("overwritten");
                assertThatIllegalStateException().isThrownBy(solve::previousState);
                assertThatIllegalStateException().isThrownBy(() -> solve.stage(0));
                assertThat(solve.finish().finalState()[0]).isCloseTo(solve.t(), within(1e-14));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 65, 1000})
    void fixedSteps_stateTurnsNotFinite_keepTheLastFiniteOne(int size) {
        VectorField<double[]> field = (t, y, dydt) -> Arrays.fill(dydt, t > 50.5 ? Double.NaN : 1);
        OdeSolver solver = OdeSolver.fixed(Tableaus.EULER, 100);
        Solution<double[]> solution = solver.throwOnFailure(false).solve(field, 0, 100, new double[size]);
        assertThat(solution.status()).isEqualTo(SolveStatus.NON_FINITE);
        assertThat(solution.finalState()).containsOnly(solution.finalTime());
        assertThat(solution.stats().accepted()).isEqualTo((long) solution.finalTime());
        assertThat(solution.finalTime()).isBetween(size <= 64 ? 51.0 : 51.0 - 32, 51.0);
        assertThatExceptionOfType(SolveFailedException.class)
                .isThrownBy(() -> solver.solve(field, 0, 100, new double[size]))
                .withMessageContaining(
                        size <= 64 ? "not finite after the step at t = 51.0" : "steps that follow at t = 33.0");
    }

    @Test
    void fixedSteps_largeStateResetByHand_goesBackNoFurther() {
        VectorField<double[]> field = (t, y, dydt) -> Arrays.fill(dydt, t > 50.5 ? Double.NaN : 1);
        double[] reset = new double[100];
        Arrays.fill(reset, -7);
        try (OdeIntegration<double[]> solve = OdeSolver.fixed(Tableaus.EULER, 100)
                .throwOnFailure(false)
                .start(OdeProblem.of(field, 0, 100, new double[100]))) {
            while (solve.step()) {
                if (solve.t() == 40) {
                    solve.resetState(reset);
                }
            }
            assertThat(solve.t()).isEqualTo(40);
            assertThat(solve.tPrevious()).isEqualTo(39);
            assertThat(solve.finish().finalState()).containsExactly(reset);
        }
    }

    @Test
    void progress_longSolve_isToldAtMostAHundredTimesAndEndsAtOne() {
        List<Double> fractions = new ArrayList<>();
        OdeSolver.fixed(Tableaus.RK4, 1000).solve(OSCILLATOR.problem().withProgress(fractions::add));
        assertThat(fractions).hasSizeBetween(90, 101).isSorted().endsWith(1.0).doesNotHaveDuplicates();
    }

    @Test
    void guard_cutsAStep_continuesFromTheInterpolatedState() {
        double cut = 1.2345;
        for (OdeSolver solver : List.of(DOPRI5, OdeSolver.fixed(Tableaus.RK4, 100))) {
            List<Double> ends = new ArrayList<>();
            OdeProblem<double[]> problem = OSCILLATOR
                    .problem()
                    .withGuard(step -> step.t0() < cut && cut < step.t1() ? cut : step.t1())
                    .withListener(solve -> ends.add(solve.t()));
            Solution<double[]> solution =
                    solver.save(Save.dense().and(Save.mesh())).solve(problem);
            assertThat(ends).contains(cut);
            assertThat(solution.status()).isEqualTo(SolveStatus.SUCCESS);
            // errors do not grow here: RK4 leaves 0.2^5 / 120 a step, Hermite's cubic 0.2^4 / 384 in between
            double perStep = solver.isAdaptive() ? DOPRI5_STEP_ERROR : 1.1 * Math.pow(0.2, 5) / 120;
            double between = solver.isAdaptive() ? 2 * DOPRI5_STEP_ERROR : Math.pow(0.2, 4) / 384;
            int stepsToCut = ends.indexOf(cut) + 1;
            assertThat(OSCILLATOR.error(20, solution.finalState())).isLessThan(ends.size() * perStep + between);
            assertThat(OSCILLATOR.error(cut, solution.at(cut))).isLessThan(stepsToCut * perStep + between);
            assertThat(OSCILLATOR.error(cut - 0.01, solution.at(cut - 0.01)))
                    .isLessThan(stepsToCut * perStep + between);
            assertThat(solution.mesh().steps()).isEqualTo(ends.size());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DOPRI5.solve(OSCILLATOR.problem().withGuard(step -> step.t0())));
    }

    @Test
    void resetState_inAListener_startsAfresh() {
        // a flip of sign half-way leaves the solution's mirror image
        OdeProblem<double[]> problem = OSCILLATOR.problem().withStopTimes(10).withListener(solve -> {
            if (solve.t() == 10) {
                solve.resetState(new double[] {-solve.state()[0], -solve.state()[1]});
            }
        });
        Solution<double[]> solution = DOPRI5.solve(problem);
        assertThat(solution.finalState()[0])
                .isCloseTo(-Math.cos(20), within(solution.stats().accepted() * DOPRI5_STEP_ERROR));
    }

    @Test
    void terminate_inAListener_endsTheSolveThere() {
        Solution<double[]> solution = DOPRI5.solve(OSCILLATOR.problem().withListener(solve -> {
            if (solve.t() > 7) {
                solve.terminate(SolveStatus.TERMINATED_BY_EVENT);
            }
        }));
        assertThat(solution.status()).isEqualTo(SolveStatus.TERMINATED_BY_EVENT);
        assertThat(solution.finalTime()).isBetween(7.0, 9.0);
        try (OdeIntegration<double[]> solve = DOPRI5.start(OSCILLATOR.problem())) {
            assertThatIllegalArgumentException().isThrownBy(() -> solve.terminate(SolveStatus.SUCCESS));
        }
    }

    @Test
    void finish_failedSolve_carriesTheMessageOrTheStatus() {
        VectorField<double[]> explosion = (t, y, dydt) -> dydt[0] = y[0] * y[0];
        Solution<double[]> quiet =
                DOPRI5.throwOnFailure(false).save(Save.dense()).solve(explosion, 0, 2, new double[] {1});
        assertThat(quiet.status().isFailure()).isTrue();
        assertThat(quiet.at(0.5)[0]).isCloseTo(2, within(1e-5));
        assertThatExceptionOfType(SolveFailedException.class)
                .isThrownBy(() -> DOPRI5.solve(explosion, 0, 2, new double[] {1}))
                .withMessageContaining("accepted and")
                .withMessageContaining("check f there")
                .matches(e -> e.stats().accepted() == quiet.stats().accepted());
    }
}
