package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.control.StepSizeController;
import org.kutta.solver.problem.KnownProblem;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/** Where adaptive solvers have gone wrong before: first steps, last steps, jumps, rejections, limits. */
class StepControlTests {

    private static final OdeSolver DOPRI5 = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-6, 1e-8);
    private static final double[] ZERO = {0};
    private static final double[] ONE = {1};
    private static final VectorField<double[]> GROWTH = (t, y, dydt) -> dydt[0] = y[0];

    static Stream<ButcherTableau> adaptive() {
        return Tableaus.all().stream().filter(ButcherTableau::adaptive);
    }

    /** A field that remembers when it was called. */
    private static final class Recording implements VectorField<double[]> {
        final VectorField<double[]> inner;
        final List<Double> times = new ArrayList<>();

        Recording(VectorField<double[]> inner) {
            this.inner = inner;
        }

        @Override
        public void evaluate(double t, double[] y, double[] dydt) {
            times.add(t);
            inner.evaluate(t, y, dydt);
        }
    }

    @ParameterizedTest
    @MethodSource("adaptive")
    void solve_anyTableau_callsTheFieldOnlyInsideTheIntervalAndCountsIt(ButcherTableau tableau) {
        boolean inside = true;
        for (int i = 0; i < tableau.stages(); i++) {
            inside &= tableau.c(i) <= 1;
        }
        for (double t1 : new double[] {3, -2, 1e-9}) {
            for (Save save : List.of(Save.finalState(), Save.dense(), Save.at(t1 * 0.3, t1 * 0.9))) {
                Recording field = new Recording((t, y, dydt) -> dydt[0] = Math.sqrt(Math.abs(t)) * y[0]);
                Solution<double[]> solution =
                        OdeSolver.adaptive(tableau).save(save).solve(field, 0, t1, ONE);
                assertThat(solution.stats().nfe()).as(tableau.name()).isEqualTo(field.times.size());
                assertThat(solution.finalTime()).isEqualTo(t1);
                double furthest = inside ? 0 : 0.5 * Math.abs(t1);
                assertThat(field.times)
                        .allMatch(t -> t >= Math.min(0, t1) - furthest && t <= Math.max(0, t1) + furthest);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("adaptive")
    void solve_fsalTableau_evaluatesOneStageLess(ButcherTableau tableau) {
        Solution<double[]> solution = OdeSolver.adaptive(tableau).solve(GROWTH, 0, 3, ONE);
        SolveStats stats = solution.stats();
        long perAttempt = tableau.stages() - 1L;
        long firstStages = tableau.fsal() ? 1 : stats.accepted();
        assertThat(stats.nfe()).isEqualTo(1 + firstStages + perAttempt * stats.attempted());
        assertThat(stats.nfeDense()).isZero();
    }

    @Test
    void initialStep_awkwardStarts_areSolved() {
        VectorField<double[]> ofTime = (t, y, dydt) -> dydt[0] = Math.cos(t);
        assertThat(DOPRI5.solve(ofTime, 0, 5, ZERO).finalState()[0]).isCloseTo(Math.sin(5), within(1e-5));
        VectorField<double[]> flatStart = (t, y, dydt) -> dydt[0] = 3 * t * t;
        assertThat(DOPRI5.solve(flatStart, 0, 5, ZERO).finalState()[0]).isCloseTo(125, within(1e-3));
        VectorField<double[]> nothing = (t, y, dydt) -> dydt[0] = 0;
        Solution<double[]> still = DOPRI5.solve(nothing, 0, 1e6, ZERO);
        assertThat(still.finalState()[0]).isZero();
        assertThat(still.stats().accepted()).isLessThan(20);
        Solution<double[]> empty = DOPRI5.solve((t, y, dydt) -> {}, 0, 1, new double[0]);
        assertThat(empty.status()).isEqualTo(SolveStatus.SUCCESS);
    }

    @Test
    void initialStep_slopeWhoseSquareOverflows_startsAtTheLeastStep() {
        VectorField<double[]> steep = (t, y, dydt) -> dydt[0] = 1e200;
        for (double t0 : new double[] {0, 1, -3}) {
            for (double sign : new double[] {1, -1}) {
                Solution<double[]> solution = DOPRI5.solve(steep, t0, t0 + sign, new double[] {1});
                assertThat(solution.finalState()[0])
                        .as("from %s by %s", t0, sign)
                        .isCloseTo(sign * 1e200, within(1e188));
            }
        }
    }

    @Test
    void discontinuities_negativeZero_isZero() {
        List<Double> times = new ArrayList<>();
        VectorField<double[]> field = (t, y, dydt) -> {
            times.add(t);
            dydt[0] = t > 0 ? 1 : Double.NaN;
        };
        for (double[] zeros : new double[][] {{0.0, -0.0}, {-0.0, 0.0}}) {
            Solution<double[]> solution =
                    DOPRI5.solve(OdeProblem.of(field, zeros[0], 1, ZERO).withDiscontinuities(zeros[1]));
            assertThat(solution.finalState()[0]).isCloseTo(1, within(1e-12));
            assertThat(times).isNotEmpty().allMatch(t -> t > 0);
        }
    }

    @Test
    void initialStep_errorWeightsSumToZero_constantSlopeTakesAHandfulOfSteps() {
        adaptive().forEach(tableau -> {
            Solution<double[]> solution = OdeSolver.adaptive(tableau).solve((t, y, dydt) -> dydt[0] = 1, 0, 100, ZERO);
            assertThat(solution.finalState()[0]).isCloseTo(100, within(1e-11));
            assertThat(solution.stats().attempted()).as(tableau.name()).isLessThan(25);
        });
    }

    @Test
    void initialStep_manyCopies_startLikeOne() {
        for (int copies : new int[] {1, 10, 100_000}) {
            double[] y0 = new double[copies];
            Arrays.fill(y0, 0.7);
            VectorField<double[]> field = (t, y, dydt) -> {
                for (int i = 0; i < y.length; i++) {
                    dydt[i] = -y[i] * y[i] + Math.cos(t);
                }
            };
            try (OdeIntegration<double[]> solve = DOPRI5.start(OdeProblem.of(field, 0, 1, y0));
                    OdeIntegration<double[]> one = DOPRI5.start(OdeProblem.of(field, 0, 1, new double[] {0.7}))) {
                solve.step();
                one.step();
                assertThat(solve.dt()).isCloseTo(one.dt(), within(1e-9 * one.dt()));
            }
        }
    }

    @Test
    void initialStep_isNotShortenedByTheProbe_whereTheFieldEndsNearby() {
        // defined up to t1 only: a probe beyond it would meet a NaN
        VectorField<double[]> field = (t, y, dydt) -> dydt[0] = 1 / Math.sqrt(1 - t) / 2;
        Solution<double[]> solution =
                OdeSolver.adaptive(Tableaus.CASHKARP54).tolerances(1e-6, 1e-6).solve(field, 0, 0.999, ZERO);
        assertThat(solution.finalState()[0]).isCloseTo(1 - Math.sqrt(0.001), within(1e-4));
    }

    @ParameterizedTest
    @MethodSource("adaptive")
    void solve_backward_mirrorsForwardStepForStep(ButcherTableau tableau) {
        KnownProblem problem = KnownProblem.coupledPair();
        VectorField<double[]> mirrored = (t, y, dydt) -> {
            problem.field().evaluate(-t, y, dydt);
            dydt[0] = -dydt[0];
            dydt[1] = -dydt[1];
        };
        OdeSolver solver = OdeSolver.adaptive(tableau).save(Save.mesh().and(Save.dense()));
        Solution<double[]> forward = solver.solve(problem.field(), 0, 2, problem.y0());
        Solution<double[]> backward = solver.solve(mirrored, 0, -2, problem.y0());
        assertThat(backward.finalState()).containsExactly(forward.finalState());
        assertThat(backward.stats()).isEqualTo(forward.stats());
        for (int n = 0; n < forward.mesh().steps(); n++) {
            assertThat(backward.mesh().t(n)).isEqualTo(-forward.mesh().t(n) + 0.0);
            assertThat(backward.mesh().dt(n)).isEqualTo(-forward.mesh().dt(n));
        }
        assertThat(backward.at(-1.234)).containsExactly(forward.at(1.234));
    }

    @Test
    void solve_lastSteps_areNoSlivers() {
        for (double t1 = 0.5; t1 < 3; t1 += 0.0371) {
            Mesh mesh = DOPRI5.save(Save.mesh()).solve(GROWTH, 0, t1, ONE).mesh();
            assertThat(mesh.t(mesh.steps())).isEqualTo(t1);
            if (mesh.steps() > 1) {
                double last = mesh.dt(mesh.steps() - 1);
                assertThat(last).as("t1 = %s", t1).isGreaterThan(0.45 * mesh.dt(mesh.steps() - 2));
            }
        }
    }

    @Test
    void solve_millionFixedSteps_doNotDrift() {
        int steps = 1_000_000;
        Mesh mesh = Mesh.uniform(0, 0.1 * steps, steps);
        for (int n = 0; n <= steps; n += 999) {
            assertThat(mesh.t(n)).isCloseTo(0.1 * n, within(1e-11));
        }
        AtomicLong calls = new AtomicLong();
        double[] last = new double[1];
        Solution<double[]> solution = OdeSolver.fixedStep(Tableaus.EULER, 0.1)
                .solve(
                        (t, y, dydt) -> {
                            last[0] = t;
                            dydt[0] = 1;
                            calls.incrementAndGet();
                        },
                        0,
                        0.1 * steps,
                        ZERO);
        assertThat(calls.get()).isEqualTo(steps);
        assertThat(last[0]).isEqualTo(0.1 * (steps - 1));
        assertThat(solution.finalTime()).isEqualTo(0.1 * steps);
    }

    @Test
    void solve_notANumberInATrialStage_rejectsAndShrinks() {
        adaptive().forEach(tableau -> {
            // long steps leave the domain y >= 0 of the root
            VectorField<double[]> field = (t, y, dydt) -> dydt[0] = -Math.sqrt(y[0]);
            Solution<double[]> solution = OdeSolver.adaptive(tableau)
                    .tolerances(1e-5, 1e-7)
                    .initialStep(1.9)
                    .solve(field, 0, 1.9, ONE);
            assertThat(solution.status()).isEqualTo(SolveStatus.SUCCESS);
            assertThat(solution.finalState()[0])
                    .as(tableau.name())
                    .isCloseTo(0.05 * 0.05, within(tableau.order() < 3 ? 1e-3 : 1e-4));
        });
    }

    @Test
    void solve_notANumberAtTheStart_failsAtOnce() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            VectorField<double[]> field = (t, y, dydt) -> dydt[0] = bad;
            assertThatExceptionOfType(SolveFailedException.class)
                    .isThrownBy(() -> DOPRI5.solve(field, 1, 2, ONE))
                    .satisfies(e -> {
                        assertThat(e.status()).isEqualTo(SolveStatus.NON_FINITE);
                        assertThat(e.t()).isEqualTo(1);
                        assertThat(e.stats().nfe()).isEqualTo(1);
                    });
            assertThatExceptionOfType(SolveFailedException.class)
                    .isThrownBy(() -> DOPRI5.solve(GROWTH, 1, 2, new double[] {bad}));
            assertThatExceptionOfType(SolveFailedException.class)
                    .isThrownBy(() -> OdeSolver.fixed(Tableaus.RK4, 10).solve(field, 1, 2, ONE))
                    .satisfies(e -> assertThat(e.status()).isEqualTo(SolveStatus.NON_FINITE));
        }
    }

    @Test
    void solve_singularity_failsNamingTimeStepAndComponent() {
        VectorField<double[]> explosion = (t, y, dydt) -> {
            dydt[0] = 1;
            dydt[1] = y[1] * y[1];
        };
        assertThatExceptionOfType(SolveFailedException.class)
                .isThrownBy(() -> DOPRI5.solve(explosion, 0, 2, new double[] {0, 1}))
                .satisfies(e -> {
                    assertThat(e.status()).isIn(SolveStatus.STEP_TOO_SMALL, SolveStatus.TOO_MANY_REJECTIONS);
                    assertThat(e.t()).isCloseTo(1, within(1e-6));
                    assertThat(e.dt()).isLessThan(1e-6);
                    assertThat(e)
                            .hasMessageContaining("worst component being 1")
                            .hasMessageContaining("t = " + e.t());
                    assertThat(e.solution().finalTime()).isEqualTo(e.t());
                });
    }

    @Test
    void solve_fieldThatNeverFits_failsAfterTheLimitOfRejections() {
        AtomicLong calls = new AtomicLong();
        VectorField<double[]> noise = (t, y, dydt) -> dydt[0] = calls.incrementAndGet() % 2 == 0 ? 1e30 : -1e30;
        Solution<double[]> solution =
                DOPRI5.maxRejections(7).throwOnFailure(false).initialStep(1).solve(noise, 0, 1, ZERO);
        assertThat(solution.status()).isEqualTo(SolveStatus.TOO_MANY_REJECTIONS);
        assertThat(solution.stats().rejected()).isEqualTo(7);
        assertThat(solution.stats().nfe()).isEqualTo(calls.get());
    }

    @Test
    void maxSteps_exactlyEnough_isASuccessAndOneLessIsNot() {
        KnownProblem oscillator = KnownProblem.harmonicOscillator();
        long needed = DOPRI5.solve(oscillator.problem()).stats().attempted();
        assertThat(DOPRI5.maxSteps(needed).solve(oscillator.problem()).status()).isEqualTo(SolveStatus.SUCCESS);
        OdeSolver limited = DOPRI5.maxSteps(needed - 1).save(Save.steps());
        assertThatExceptionOfType(SolveFailedException.class)
                .isThrownBy(() -> limited.solve(oscillator.problem()))
                .satisfies(e -> {
                    assertThat(e.status()).isEqualTo(SolveStatus.MAX_STEPS);
                    assertThat(e.solution().times().length()).isGreaterThan(10);
                    assertThat(oscillator.error(e.t(), (double[]) e.solution().finalState()))
                            .isLessThan(1e-3);
                });
        assertThat(OdeSolver.fixed(Tableaus.RK4, 10)
                        .maxSteps(10)
                        .solve(GROWTH, 0, 1, ONE)
                        .status())
                .isEqualTo(SolveStatus.SUCCESS);
        assertThat(OdeSolver.fixed(Tableaus.RK4, 10)
                        .maxSteps(9)
                        .throwOnFailure(false)
                        .solve(GROWTH, 0, 1, ONE)
                        .status())
                .isEqualTo(SolveStatus.MAX_STEPS);
    }

    @Test
    void solve_stiffProblem_isToldSo() {
        VectorField<double[]> stiff = (t, y, dydt) -> dydt[0] = -1e5 * (y[0] - Math.cos(t));
        assertThatExceptionOfType(SolveFailedException.class)
                .isThrownBy(() -> DOPRI5.maxSteps(500).solve(stiff, 0, 10, ZERO))
                .withMessageContaining("stiff");
        assertThatExceptionOfType(SolveFailedException.class)
                .isThrownBy(() -> DOPRI5.maxSteps(50)
                        .solve(KnownProblem.harmonicOscillator().problem()))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("stiff"));
    }

    @Test
    void stopTimes_afterATinyForcedStep_theStepBeforeIsRemembered() {
        KnownProblem oscillator = KnownProblem.harmonicOscillator();
        Mesh free = DOPRI5.save(Save.mesh()).solve(oscillator.problem()).mesh();
        double stop = free.t(5) + 1e-7;
        Solution<double[]> solution =
                DOPRI5.save(Save.mesh()).solve(oscillator.problem().withStopTimes(stop, free.t(5)));
        Mesh mesh = solution.mesh();
        int n = 0;
        while (mesh.t(n) < stop) {
            n++;
        }
        assertThat(mesh.t(n)).isEqualTo(stop);
        assertThat(mesh.dt(n - 1)).isCloseTo(1e-7, within(1e-12));
        assertThat(mesh.dt(n)).isGreaterThan(0.5 * free.dt(5));
        assertThat(oscillator.error(20, solution.finalState())).isLessThan(1e-3);
    }

    @ParameterizedTest
    @MethodSource("adaptive")
    void discontinuities_declared_costNoRejections(ButcherTableau tableau) {
        VectorField<double[]> kick = (t, y, dydt) -> dydt[0] = t < 1 ? Math.cos(t) : -5 + Math.cos(t);
        double[] y0 = {0.5};
        double exact = 0.5 + Math.sin(2) - 5;
        OdeSolver solver = OdeSolver.adaptive(tableau).tolerances(1e-7, 1e-7);
        Solution<double[]> declared = solver.solve(OdeProblem.of(kick, 0, 2, y0).withDiscontinuities(1));
        Solution<double[]> blind = solver.solve(kick, 0, 2, y0);
        assertThat(declared.finalState()[0]).as(tableau.name()).isCloseTo(exact, within(2e-6));
        assertThat(declared.stats().rejected())
                .as(tableau.name())
                .isLessThanOrEqualTo(blind.stats().rejected());
        assertThat(declared.stats().attempted())
                .as(tableau.name())
                .isLessThanOrEqualTo(blind.stats().attempted());
        Solution<double[]> back =
                solver.solve(OdeProblem.of(kick, 2, 0, declared.finalState()).withDiscontinuities(1));
        assertThat(back.finalState()[0]).as(tableau.name()).isCloseTo(0.5, within(4e-6));
    }

    @Test
    void tolerances_tighter_giveSmallerErrors() {
        adaptive().forEach(tableau -> {
            KnownProblem problem = KnownProblem.coupledPair();
            double coarser = Double.POSITIVE_INFINITY;
            for (double tolerance = 1e-3; tolerance > 1e-10; tolerance /= 100) {
                if (tableau.order() < 3 && tolerance < 1e-8) {
                    break;
                }
                double error = problem.error(
                        problem.t1(),
                        OdeSolver.adaptive(tableau)
                                .tolerances(tolerance, tolerance)
                                .solve(problem.problem())
                                .finalState());
                assertThat(error).as("%s at %s", tableau.name(), tolerance).isLessThan(coarser);
                coarser = error;
            }
        });
    }

    @Test
    void tolerances_belowRoundOff_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DOPRI5.tolerances(1e-16, 1e-8).solve(GROWTH, 0, 1, ONE))
                .withMessageContaining("rtol (1.0E-16)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DOPRI5.tolerances(0, 1e-16).solve(GROWTH, 0, 1, ONE));
        OdeProblem<float[]> single =
                OdeProblem.of(new FloatArraySpace(), (t, y, dydt) -> dydt[0] = y[0], 0, 1, new float[] {1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DOPRI5.tolerances(1e-8, 1e-8).solve(single));
        assertThat(DOPRI5.tolerances(0, 1e-9).solve(GROWTH, 0, 1, ONE).finalState()[0])
                .isCloseTo(Math.E, within(1e-7));
    }

    @Test
    void solve_floatStateOverALongTime_keepsItsTimeInDouble() {
        // with time in single precision t + dt would stop moving near 2^24 / 100
        VectorField<float[]> field = (t, y, dydt) -> {
            dydt[0] = y[1];
            dydt[1] = -y[0];
        };
        double t1 = 1e6;
        Solution<float[]> fixed = OdeSolver.fixedStep(Tableaus.RK4, 0.5)
                .solve(OdeProblem.of(
                        new FloatArraySpace(), (t, y, dydt) -> dydt[0] = (float) (1e-6 * (t / t1)), 0, t1, new float[] {
                            0
                        }));
        assertThat((double) fixed.finalState()[0]).isCloseTo(0.5, within(2e-2));
        Solution<float[]> late = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(1e-5, 1e-5)
                .solve(OdeProblem.of(new FloatArraySpace(), field, t1, t1 + 2 * Math.PI, new float[] {1, 0}));
        assertThat((double) late.finalState()[0]).isCloseTo(1, within(1e-3));
        assertThat(late.finalTime()).isEqualTo(t1 + 2 * Math.PI);
    }

    @Test
    void minStep_neededSmaller_failsInsteadOfAccepting() {
        VectorField<double[]> spike = (t, y, dydt) -> dydt[0] = 1 / (1e-6 + (t - 0.5) * (t - 0.5));
        Solution<double[]> solution = DOPRI5.minStep(0.01).throwOnFailure(false).solve(spike, 0, 1, ZERO);
        assertThat(solution.status()).isEqualTo(SolveStatus.STEP_TOO_SMALL);
        assertThat(solution.finalTime()).isBetween(0.3, 0.5);
    }

    @Test
    void maxStep_setSmall_boundsEveryStep() {
        Mesh mesh =
                DOPRI5.maxStep(0.05).save(Save.mesh()).solve(GROWTH, 0, 1, ONE).mesh();
        for (int n = 0; n < mesh.steps(); n++) {
            assertThat(mesh.dt(n)).isLessThanOrEqualTo(0.05);
        }
        assertThat(mesh.steps()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void options_ofAdaptiveSolvers_areRefusedByFixedOnes() {
        OdeSolver fixed = OdeSolver.fixed(Tableaus.RK4, 10);
        assertThatIllegalStateException()
                .isThrownBy(() -> fixed.tolerances(1e-3, 1e-3))
                .withMessageContaining("tolerances");
        assertThatIllegalStateException().isThrownBy(() -> fixed.controller(StepSizeController.pi()));
        assertThatIllegalStateException().isThrownBy(() -> fixed.initialStep(1));
        assertThatIllegalStateException().isThrownBy(() -> fixed.minStep(1));
        assertThatIllegalStateException().isThrownBy(() -> fixed.maxStep(1));
        assertThatIllegalStateException().isThrownBy(() -> fixed.maxRejections(1));
        assertThatIllegalArgumentException().isThrownBy(() -> OdeSolver.adaptive(Tableaus.RK4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixed.solve(OdeProblem.of(GROWTH, 0, 1, ONE).withErrorNorm((e, y0, y1, tol) -> 0)))
                .withMessageContaining("norm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixed.solve(OdeProblem.of(GROWTH, 0, 1, ONE).withStopTimes(0.33)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OdeProblem.of(GROWTH, 0, 1, ONE).withStopTimes(2));
        assertThatIllegalArgumentException().isThrownBy(() -> DOPRI5.tolerances(-1, 1e-3));
        assertThatIllegalArgumentException().isThrownBy(() -> DOPRI5.tolerances(1e-3, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> DOPRI5.tolerances(Double.NaN, 1e-3));
        assertThatIllegalArgumentException().isThrownBy(() -> DOPRI5.minStep(1).maxStep(0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> DOPRI5.maxSteps(0));
        assertThatIllegalArgumentException().isThrownBy(() -> DOPRI5.solve(GROWTH, 0, Double.NaN, ONE));
    }

    @Test
    void controllers_allKinds_reachTheTolerance() {
        KnownProblem problem = KnownProblem.coupledPair();
        for (StepSizeController controller : List.of(
                StepSizeController.integral(), StepSizeController.pi(), StepSizeController.pid(0.2, 0.5, 0.05))) {
            Solution<double[]> solution = DOPRI5.controller(controller).solve(problem.problem());
            assertThat(problem.error(problem.t1(), solution.finalState()))
                    .as("%s", controller)
                    .isLessThan(1e-4);
            assertThat(solution.stats().rejected()).isLessThan(solution.stats().accepted() / 2);
        }
    }

    @Test
    void vectorTolerances_tightForOneComponent_areHonoured() {
        KnownProblem oscillator = KnownProblem.harmonicOscillator();
        double[] rtol = {0, 0};
        Solution<double[]> tight = DOPRI5.tolerances(Tolerances.of(rtol, new double[] {1e-10, 1e10}))
                .solve(oscillator.problem());
        Solution<double[]> loose = DOPRI5.tolerances(Tolerances.of(rtol, new double[] {1e-2, 1e10}))
                .solve(oscillator.problem());
        assertThat(Math.abs(tight.finalState()[0] - Math.cos(20))).isLessThan(1e-7);
        assertThat(tight.stats().accepted()).isGreaterThan(5 * loose.stats().accepted());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DOPRI5.tolerances(Tolerances.of(new double[3], new double[] {1, 1, 1}))
                        .solve(oscillator.problem()));
    }

    @Test
    void errorNorm_ofTheUser_isTheOneThatCounts() {
        KnownProblem oscillator = KnownProblem.harmonicOscillator();
        OdeProblem<double[]> blind = oscillator.problem().withErrorNorm((error, y0, y1, tolerances) -> 0);
        assertThat(DOPRI5.solve(blind).stats().accepted()).isLessThan(12);
        OdeProblem<double[]> same = oscillator
                .problem()
                .withErrorNorm(
                        (error, y0, y1, tolerances) -> DoubleArraySpace.INSTANCE.errorRatio(error, y0, y1, tolerances));
        for (ButcherTableau tableau : List.of(Tableaus.DOPRI5, Tableaus.DOP853)) {
            OdeSolver solver = OdeSolver.adaptive(tableau);
            assertThat(solver.solve(same).finalState())
                    .containsExactly(solver.solve(oscillator.problem()).finalState());
        }
    }
}
