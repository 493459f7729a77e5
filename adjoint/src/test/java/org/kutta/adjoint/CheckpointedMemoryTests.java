package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.adjoint.checkpoint.BinomialSchedule;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

/** How many steps are taken again, and how much is held for it. */
class CheckpointedMemoryTests {
    private static final DoubleArraySpace SPACE = DoubleArraySpace.INSTANCE;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static GradientStats statsOf(GradientMethod method, OdeSolver solver, double t1, double[] y0) {
        try (GradientSolve<double[]> solve = method.bind(solver, SPACE, new LinearDecay(), y0)) {
            solve.forward(0, t1, y0);
            solve.backward(y0, new double[y0.length], null);
            return solve.stats();
        }
    }

    @Test
    void checkpointed_fixedSteps_takesAsManyAgainAsTheBinomialOptimum() {
        for (int steps : new int[] {1, 2, 3, 10, 57, 100, 333}) {
            for (int states : new int[] {1, 2, 3, 5, 8, 13, 50, 400}) {
                GradientStats stats = statsOf(
                        DiscreteAdjoint.checkpointed(states), OdeSolver.fixed(Tableaus.EULER, steps), 1, new double[] {1
                        });
                long again = BinomialSchedule.recomputedSteps(steps, states);
                assertThat(stats.stepsBackward())
                        .as("%s steps, %s states", steps, states)
                        .isEqualTo(again);
                assertThat(stats.nfeBackward()).isEqualTo(again + steps);
            }
        }
    }

    @Test
    void checkpointed_controlledSteps_staysWithinThePublishedBound() {
        for (int states : new int[] {2, 3, 5, 8, 13, 50}) {
            OdeSolver solver = OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-8, 1e-8);
            GradientStats stats = statsOf(DiscreteAdjoint.checkpointed(states), solver, 20, new double[] {1});
            long t = 0;
            while (BinomialSchedule.forwardSteps(stats.steps(), states) > t * stats.steps()) {
                t++;
            }
            assertThat(stats.steps()).isGreaterThan(300);
            assertThat(stats.stepsBackward()).as("%s states", states).isBetween(1L, t * stats.steps());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 100_000})
    void checkpointed_manySteps_holdsTheStatesAndOneStep(int steps) {
        int states = 40;
        double[] y0 = new double[500];
        GradientStats stats =
                statsOf(DiscreteAdjoint.checkpointed(states), OdeSolver.fixed(Tableaus.RK4, steps), 1, y0);
        long state = 8L * y0.length;
        long oneStep = 4 * (state + 8);
        // beside the c states: 5 stages and stage inputs, 5 adjoint stages, 7 working states; and the mesh
        assertThat(stats.peakBytes()).isBetween(states * state, (states + 17) * state + oneStep + 16L * (steps + 1));
    }

    @Test
    void checkpointed_firstSolve_allocatesNoMoreThanItReports() {
        int steps = 20_000;
        double[] y0 = new double[500];
        statsOf(DiscreteAdjoint.checkpointed(30), OdeSolver.fixed(Tableaus.RK4, 100), 1, y0);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        GradientStats stats = statsOf(DiscreteAdjoint.checkpointed(30), OdeSolver.fixed(Tableaus.RK4, steps), 1, y0);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        // the mesh's arrays double as they grow: four times their final size at most; headers and small objects on top
        assertThat(allocated).isLessThan(stats.peakBytes() + 4 * 16L * steps + 100_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void forwardAndBackward_afterTheFirstOfASize_allocateNothingOfTheStatesSize(boolean checkpointed) {
        double[] y0 = new double[4_000];
        Arrays.fill(y0, 1);
        double[] yBar = new double[y0.length];
        GradientMethod method = checkpointed ? DiscreteAdjoint.checkpointed(5) : DiscreteAdjoint.storeAll();
        for (OdeSolver solver : new OdeSolver[] {
            OdeSolver.fixed(Tableaus.DOPRI5, 50),
            OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-6, 1e-8),
            OdeSolver.adaptive(Tableaus.DOP853).tolerances(1e-6, 1e-8)
        }) {
            try (GradientSolve<double[]> solve = method.bind(solver, SPACE, new LinearDecay(), y0)) {
                for (int warm = 0; warm < 3; warm++) {
                    solve.forward(0, 1, y0, 0.25, 0.5);
                    solve.backward(y0, yBar, null);
                }
                long before = THREADS.getCurrentThreadAllocatedBytes();
                solve.forward(0, 1, y0, 0.25, 0.5);
                solve.backward(y0, yBar, null);
                long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
                assertThat(allocated).as("bytes, one state being 32000").isLessThan(8_000);
            }
        }
    }

    @Test
    void memoryBudget_roomForAll_storesAll() {
        GradientStats stats =
                statsOf(DiscreteAdjoint.memoryBudget(1_000_000), OdeSolver.fixed(Tableaus.RK4, 100), 1, new double[10]);
        assertThat(stats.stepsBackward()).isZero();
        assertThat(stats.nfeBackward()).isZero();
        assertThat(stats.notes()).singleElement().asString().contains("kept the linearizations of all 100 steps");
    }

    @Test
    void memoryBudget_littleRoom_keepsStatesWithinTheBudgetAndPredictsTheWork() {
        double[] y0 = ones(100);
        OdeSolver fixed = OdeSolver.fixed(Tableaus.RK4, 400);
        GradientStats stats = statsOf(DiscreteAdjoint.memoryBudget(60_000), fixed, 1, y0);
        assertThat(stats.peakBytes()).isBetween(60_000L - 800, 60_000L);
        // what is not a state held in 60000 bytes: a step of 4 * 808, a mesh of 401 * 16, and states at work: 4 stages,
        // 5
        // of the adjoint, 8 more
        int states = (60_000 - 4 * 808 - 401 * 16) / 800 - 17;
        assertThat(stats.stepsBackward()).isEqualTo(BinomialSchedule.recomputedSteps(400, states));
        String factor = String.format(Locale.ROOT, "%.2f", 2 + stats.stepsBackward() / 400.0);
        assertThat(stats.notes())
                .singleElement()
                .asString()
                .contains("kept " + states + " states")
                .contains("factor " + factor);
    }

    private static double[] ones(int length) {
        double[] y = new double[length];
        Arrays.fill(y, 1);
        return y;
    }

    @ParameterizedTest
    @ValueSource(longs = {60_000, 100_000, 300_000, 1_000_000, 100_000_000})
    void memoryBudget_anyThatIsAccepted_boundsThePeakOfEverySolve(long budget) {
        double[] y0 = ones(100);
        for (OdeSolver solver : List.of(
                OdeSolver.fixed(Tableaus.RK4, 90),
                OdeSolver.fixed(Tableaus.DOPRI5, 90),
                OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-5, 1e-5),
                OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-9, 1e-9))) {
            for (DiscreteAdjoint method : List.of(
                    DiscreteAdjoint.memoryBudget(budget),
                    DiscreteAdjoint.memoryBudget(budget).withTimeGradients())) {
                try (GradientSolve<double[]> solve = method.bind(solver, SPACE, new LinearDecay(), y0)) {
                    for (double t1 : new double[] {0.1, 3, 1, 5, 0.2}) {
                        solve.forward(0, t1, y0, t1 / 2, t1);
                        solve.backward(List.of(y0, y0), new double[100], null);
                        assertThat(solve.stats().peakBytes())
                                .as("%s, to %s", solver, t1)
                                .isLessThanOrEqualTo(budget);
                    }
                }
            }
        }
    }

    @Test
    void memoryBudget_controlledStepsThatOutgrowIt_fallsToStates() {
        double[] y0 = ones(100);
        OdeSolver solver = OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-8, 1e-8);
        GradientStats all = statsOf(DiscreteAdjoint.memoryBudget(100_000_000), solver, 3, y0);
        assertThat(all.nfeBackward()).isZero();
        GradientStats some = statsOf(DiscreteAdjoint.memoryBudget(60_000), solver, 3, y0);
        assertThat(some.steps()).isEqualTo(all.steps());
        assertThat(some.stepsBackward()).isPositive();
        assertThat(some.nfeForward()).as("the solve was begun twice").isGreaterThan(all.nfeForward());
        assertThat(some.peakBytes()).isLessThanOrEqualTo(60_000);
        assertThat(some.notes()).singleElement().asString().contains("factor at most ");
    }

    @Test
    void memoryBudget_solvesAfterOneThatOutgrewIt_areBegunOnce() {
        double[] y0 = ones(100);
        OdeSolver solver = OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-8, 1e-8);
        try (GradientSolve<double[]> solve =
                DiscreteAdjoint.memoryBudget(60_000).bind(solver, SPACE, new LinearDecay(), y0)) {
            solve.forward(0, 3, y0);
            long first = solve.stats().nfeForward();
            long plain = solve.forward(0, 3, y0).stats().nfe();
            assertThat(solve.stats().nfeForward()).isEqualTo(plain).isLessThan(first);
            solve.forward(0, 0.01, y0);
            solve.backward(y0, new double[100], null);
            long steps = solve.stats().steps();
            assertThat(solve.stats().stepsBackward())
                    .as("%s steps in the states", steps)
                    .isLessThanOrEqualTo(steps);
            solve.forward(0, 0.01, y0);
            assertThat(solve.stats().notes()).singleElement().asString().contains("linearizations of all " + steps);
        }
    }

    @Test
    void nfeForward_withABudget_countsAllCallsOfTheField() {
        LinearDecay field = new LinearDecay();
        double[] y0 = ones(10);
        for (long budget : new long[] {6_000, 1_000_000}) {
            try (GradientSolve<double[]> solve =
                    DiscreteAdjoint.memoryBudget(budget).bind(OdeSolver.adaptive(Tableaus.BOSH3), SPACE, field, y0)) {
                for (int i = 0; i < 2; i++) {
                    field.calls = 0;
                    solve.forward(0, 3, y0);
                    assertThat(solve.stats().nfeForward())
                            .as("budget %s, solve %s", budget, i)
                            .isEqualTo(field.calls);
                }
            }
        }
    }

    @Test
    void storeAll_shortSolveAfterALongOne_reportsWhatIsStillHeld() {
        double[] y0 = ones(100);
        OdeSolver solver = OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-8, 1e-8);
        try (GradientSolve<double[]> solve = DiscreteAdjoint.storeAll().bind(solver, SPACE, new LinearDecay(), y0)) {
            solve.forward(0, 3, y0);
            long steps = solve.stats().steps();
            solve.forward(0, 0.01, y0);
            assertThat(solve.stats().steps()).isLessThan(steps);
            assertThat(solve.stats().peakBytes()).isGreaterThan(steps * 3 * 808);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void memoryBudget_tooSmallForAStep_isRefusedWithTheLeast(int steps) {
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, steps);
        Throwable refusal =
                catchThrowable(() -> statsOf(DiscreteAdjoint.memoryBudget(1_000), solver, 1, new double[100]));
        assertThat(refusal)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("memory budget \\(1000 bytes\\) must be >= \\d+ bytes.*");
        String message = String.valueOf(refusal.getMessage());
        long least = Long.parseLong(message.replaceAll(".*>= (\\d+) bytes.*", "$1"));
        assertThat(statsOf(DiscreteAdjoint.memoryBudget(least), solver, 1, new double[100])
                        .peakBytes())
                .isLessThanOrEqualTo(least);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> statsOf(DiscreteAdjoint.memoryBudget(least - 1), solver, 1, new double[100]));
    }
}
