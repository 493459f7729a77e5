package org.kutta.solver.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveFailedException;
import org.kutta.solver.SolveStats;
import org.kutta.solver.SolveStatus;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.Tableaus;

class EnsembleSolverTests {

    private static final int MEMBERS = 23;

    private static final OdeSolver SOLVER =
            OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-8).save(Save.steps());

    /** Van der Pol's oscillator: the number of steps depends on its parameter and state. */
    private static VectorField<double[]> vanDerPol(double mu) {
        return (t, y, dydt) -> {
            dydt[0] = y[1];
            dydt[1] = mu * (1 - y[0] * y[0]) * y[1] - y[0];
        };
    }

    private static OdeProblem<double[]> member(int i) {
        return OdeProblem.of(vanDerPol(i), 0, 10, new double[] {2 - 0.01 * i, 0.1 * i});
    }

    /** Blows up at t = 1 / y0 for positive y0, and falls to zero for others. */
    private static final VectorField<double[]> BLOW_UP = (t, y, dydt) -> dydt[0] = y[0] * y[0];

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void solve_anyNumberOfThreads_givesTheBitsOfSolvingAlone(int threads) {
        EnsembleSolver ensembles = EnsembleSolver.of(SOLVER);
        EnsembleSolution<double[]> together =
                (threads == 0 ? ensembles : ensembles.threads(threads)).solve(MEMBERS, EnsembleSolverTests::member);
        assertThat(together.size()).isEqualTo(MEMBERS);
        assertThat(together.isSuccess()).isTrue();
        SolveStats sum = SolveStats.NONE;
        for (int i = 0; i < MEMBERS; i++) {
            Solution<double[]> alone = SOLVER.solve(member(i));
            Solution<double[]> member = together.solution(i);
            assertThat(together.member(i).index()).isEqualTo(i);
            assertThat(member.times()).isEqualTo(alone.times());
            assertThat(member.states().toArray(new double[0][]))
                    .isDeepEqualTo(alone.states().toArray(new double[0][]));
            assertThat(member.stats()).isEqualTo(alone.stats());
            sum = sum.plus(alone.stats());
        }
        assertThat(together.stats()).isEqualTo(sum);
    }

    @Test
    void stats_manyMembers_nfeIsTheNumberOfCalls() {
        AtomicLong calls = new AtomicLong();
        VectorField<double[]> field = (t, y, dydt) -> {
            calls.incrementAndGet();
            BLOW_UP.evaluate(t, y, dydt);
        };
        EnsembleSolution<double[]> solution = EnsembleSolver.of(SOLVER)
                .threads(2)
                .solve(9, i -> OdeProblem.of(field, 0, 1.2, new double[] {0.25 * (i - 2)}));
        assertThat(solution.unsuccessful()).hasSize(3);
        assertThat(solution.stats().nfe()).isEqualTo(calls.get());
    }

    @Test
    void oneMemberFails_othersAreUntouched_partialSolutionIsKept() {
        double[] batch = {0.1, 2, -1, 0.3};
        EnsembleSolution<double[]> solution =
                EnsembleSolver.of(SOLVER).threads(2).solveRows(() -> BLOW_UP, 0, 1, batch, 1);
        assertThat(solution.isSuccess()).isFalse();
        assertThat(solution.unsuccessful()).extracting(EnsembleMember::index).containsExactly(1);
        EnsembleMember<double[]> failed = solution.member(1);
        assertThat(failed.failure()).isInstanceOf(SolveFailedException.class).hasMessageContaining("at t = ");
        assertThat(failed.solution().status().isFailure()).isTrue();
        assertThat(failed.solution().finalTime()).isCloseTo(0.5, within(1e-6));
        assertThat(failed.solution().finalState()[0]).isGreaterThan(1e3);
        for (int i : new int[] {0, 2, 3}) {
            double[] alone =
                    SOLVER.solve(BLOW_UP, 0, 1, new double[] {batch[i]}).finalState();
            assertThat(solution.solution(i).finalState()).containsExactly(alone);
            assertThat(solution.member(i).failure()).isNull();
        }
    }

    @Test
    void fieldThrows_memberKeepsTheException_othersAreUntouched() {
        EnsembleSolution<double[]> solution = EnsembleSolver.of(SOLVER)
                .threads(2)
                .solve(5, i -> {
                    VectorField<double[]> field = (t, y, dydt) -> {
                        if (i == 3) {
                            throw new UnsupportedOperationException("no such field");
                        }
                        dydt[0] = 1;
                    };
                    return OdeProblem.of(field, 0, 1, new double[] {i});
                });
        assertThat(solution.unsuccessful()).extracting(EnsembleMember::index).containsExactly(3);
        assertThat(solution.member(3).hasSolution()).isFalse();
        assertThat(solution.member(3).status()).isNull();
        assertThat(solution.member(3).failure()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> solution.solution(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("member 3")
                .hasRootCauseMessage("no such field");
        assertThat(solution.solution(4).finalState()[0]).isCloseTo(5, within(1e-14));
    }

    @Test
    void solveRows_permutedBatch_permutesTheOutputBitForBit() {
        long seed = 20240917;
        int rows = 17;
        double[] batch = new Random(seed).doubles(2L * rows, -2, 2).toArray();
        List<Integer> order = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        double[] permuted = new double[batch.length];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(batch, 2 * order.get(i), permuted, 2 * i, 2);
        }
        EnsembleSolver ensembles = EnsembleSolver.of(SOLVER);
        EnsembleSolution<double[]> plain = ensembles.solveRows(() -> vanDerPol(3), 0, 5, batch, 2);
        EnsembleSolution<double[]> other = ensembles.solveRows(() -> vanDerPol(3), 0, 5, permuted, 2);
        for (int i = 0; i < rows; i++) {
            assertThat(other.solution(i).finalState())
                    .as("row %s, seed %s", i, seed)
                    .containsExactly(plain.finalStates().get(order.get(i)));
            assertThat(other.solution(i).stats())
                    .isEqualTo(plain.solution(order.get(i)).stats());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void solveRows_fieldWithBuffers_oneForEachWorker(int threads) {
        AtomicInteger made = new AtomicInteger();
        double[] batch = new Random(1).doubles(60, -2, 2).toArray();
        EnsembleSolution<double[]> solution = EnsembleSolver.of(SOLVER)
                .threads(threads)
                .solveRows(
                        () -> {
                            made.incrementAndGet();
                            double[] buffer = new double[1];
                            AtomicBoolean busy = new AtomicBoolean();
                            return (t, y, dydt) -> {
                                assertThat(busy.compareAndSet(false, true)).isTrue();
                                buffer[0] = 2 * (1 - y[0] * y[0]);
                                dydt[0] = y[1];
                                dydt[1] = buffer[0] * y[1] - y[0];
                                busy.set(false);
                            };
                        },
                        0,
                        5,
                        batch,
                        2);
        assertThat(made.get()).isBetween(1, threads);
        assertThat(solution.isSuccess()).isTrue();
        for (int i = 0; i < 30; i++) {
            double[] row = {batch[2 * i], batch[2 * i + 1]};
            assertThat(solution.solution(i).finalState())
                    .containsExactly(SOLVER.solve(vanDerPol(2), 0, 5, row).finalState());
        }
    }

    @Test
    void cancellation_inTheMiddle_keepsWhatIsDone() {
        EnsembleSolution<double[]> solution = cancelledAtTheEleventh(1);
        assertThat(solution.members().subList(0, 10)).allMatch(EnsembleMember::isSuccess);
        assertThat(solution.unsuccessful()).hasSize(90);
    }

    @Test
    void cancellation_inTheMiddleOfTwoThreads_endsAllThatIsLeft() {
        // Which of the first members is under way at the eleventh is a matter of scheduling.
        EnsembleSolution<double[]> solution = cancelledAtTheEleventh(2);
        assertThat(solution.unsuccessful().size()).isBetween(88, 100);
    }

    private static EnsembleSolution<double[]> cancelledAtTheEleventh(int threads) {
        AtomicInteger begun = new AtomicInteger();
        EnsembleSolution<double[]> solution = EnsembleSolver.of(SOLVER)
                .threads(threads)
                .withCancellation(() -> begun.get() > 10)
                .solve(100, i -> {
                    begun.incrementAndGet();
                    return member(i % MEMBERS);
                });
        assertThat(solution.size()).isEqualTo(100);
        assertThat(solution.member(99).status()).isEqualTo(SolveStatus.CANCELLED);
        assertThat(solution.solution(99).finalTime()).isZero();
        assertThat(solution.unsuccessful()).allMatch(m -> m.status() == SolveStatus.CANCELLED && m.failure() == null);
        return solution;
    }

    @Test
    void cancellation_ofTheProblemItself_staysInForce() {
        EnsembleSolution<double[]> solution = EnsembleSolver.of(SOLVER)
                .threads(2)
                .withCancellation(() -> false)
                .solve(List.of(member(0), member(1).withCancellation(() -> true)));
        assertThat(solution.members())
                .extracting(EnsembleMember::status)
                .containsExactly(SolveStatus.SUCCESS, SolveStatus.CANCELLED);
    }

    @Test
    void nested_ensemblesInEnsembles_end() {
        EnsembleSolver ensembles = EnsembleSolver.of(SOLVER);
        EnsembleSolution<double[]> outer = ensembles.solve(6, i -> {
            double start =
                    ensembles.solve(6, EnsembleSolverTests::member).solution(i).finalState()[0];
            return OdeProblem.of(BLOW_UP, 0, 0.1, new double[] {start});
        });
        assertThat(outer.isSuccess()).isTrue();
    }

    @Test
    void solve_noMembers_isEmptyAndASuccess() {
        EnsembleSolution<double[]> solution =
                EnsembleSolver.of(SOLVER).solveRows(() -> BLOW_UP, 0, 1, new double[0], 3);
        assertThat(solution.size()).isZero();
        assertThat(solution.isSuccess()).isTrue();
        assertThat(solution.stats()).isEqualTo(SolveStats.NONE);
    }

    @Test
    void workerCannotBeMade_isThrown() {
        assertThatThrownBy(() -> EnsembleSolver.of(SOLVER).threads(3).<double[]>solvePerWorker(5, () -> {
                    throw new UnsupportedOperationException("no worker");
                }))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void arguments_wrong_areRefused() {
        EnsembleSolver ensembles = EnsembleSolver.of(SOLVER);
        assertThatThrownBy(() -> ensembles.threads(0)).hasMessage("threads (0) must be >= 1");
        assertThatThrownBy(() -> ensembles.solve(-1, EnsembleSolverTests::member))
                .hasMessage("members (-1) must be >= 0");
        assertThatThrownBy(() -> ensembles.solveRows(() -> BLOW_UP, 0, 1, new double[5], 2))
                .hasMessage("the batch has 5 entries, which must be a multiple of features (2)");
    }
}
