package org.kutta.examples.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveStatus;
import org.kutta.solver.control.StepSizeController;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Coefficient;
import org.kutta.solver.tableau.TableauBuilder;
import org.kutta.solver.tableau.Tableaus;

/**
 * Solves random problems and makes random tableaus, and looks for what must not happen: a solve that never ends, one that succeeds with a wrong
 * result or a wrong count, a wrong tableau that passes. Each case has its own seed, so that one can be run again alone.
 */
public final class SolverSoak {

    private static final long MOST_STEPS = 20_000;

    private static final List<ButcherTableau> PAIRS =
            Tableaus.all().stream().filter(ButcherTableau::adaptive).toList();

    /**
     * What came of a run.
     *
     * @param solved solves that ended in success, their results right
     * @param failed solves that ended with a status that says so
     * @param refused tableaus or arguments that were refused
     */
    public record Outcome(long solved, long failed, long refused) {}

    private long solved;
    private long failed;
    private long refused;

    private SolverSoak() {}

    /**
     * Runs cases of consecutive seeds.
     *
     * @param firstSeed seed of the first case
     * @param cases number of cases
     * @param progress receives the number of cases done, after each
     * @return what came of them
     * @throws IllegalStateException if something happened that must not; the message names the seed
     */
    public static Outcome run(long firstSeed, long cases, LongConsumer progress) {
        SolverSoak soak = new SolverSoak();
        for (long i = 0; i < cases; i++) {
            soak.runCase(firstSeed + i);
            progress.accept(i + 1);
        }
        return new Outcome(soak.solved, soak.failed, soak.refused);
    }

    private void runCase(long seed) {
        RandomGenerator random = new SplittableRandom(seed); // unlike Random, unrelated for consecutive seeds
        switch (random.nextInt(8)) {
            case 0 -> perturbedTableau(seed, random);
            case 1, 2 -> hostileProblem(seed, random);
            case 3 -> fixedSteps(seed, random);
            default -> controlledSteps(seed, random);
        }
    }

    private static void require(boolean condition, long seed, String what, Object... arguments) {
        if (!condition) {
            throw new IllegalStateException("seed " + seed + ": " + String.format(Locale.ROOT, what, arguments));
        }
    }

    private void controlledSteps(long seed, RandomGenerator random) {
        ButcherTableau tableau = PAIRS.get(random.nextInt(PAIRS.size()));
        RandomProblem problem = new RandomProblem(random);
        double t0 = random.nextDouble(-5, 5);
        double t1 = t0 + random.nextDouble(-3, 3);
        double finest = tableau.order() < 3 ? -5 : -10;
        double tolerance = Math.pow(10, random.nextDouble(finest, -2));
        StepSizeController controller =
                switch (random.nextInt(3)) {
                    case 0 -> StepSizeController.pi();
                    case 1 -> StepSizeController.pid(0.2, 0.5, 0.05);
                    default -> StepSizeController.integral();
                };
        double[] times = random.doubles(3, Math.min(t0, t1), Math.max(t0, t1))
                .sorted()
                .distinct()
                .toArray();
        if (t1 < t0) {
            reverse(times);
        }
        OdeProblem<double[]> stopping = OdeProblem.of(problem, t0, t1, problem.exact(t0));
        if (random.nextBoolean()) {
            stopping = stopping.withStopTimes(times[random.nextInt(times.length)]);
        }
        if (random.nextInt(4) == 0) {
            stopping = stopping.withDiscontinuities(times[random.nextInt(times.length)]);
        }
        Solution<double[]> solution = OdeSolver.adaptive(tableau)
                .tolerances(tolerance, tolerance)
                .controller(controller)
                .maxSteps(MOST_STEPS)
                .throwOnFailure(false)
                .save(random.nextBoolean() ? Save.at(times) : Save.dense())
                .solve(stopping);
        require(
                solution.stats().nfe() == problem.calls,
                seed,
                "nfe %s of %s calls",
                solution.stats().nfe(),
                problem.calls);
        if (solution.status() == SolveStatus.MAX_STEPS) {
            failed++;
            return;
        }
        require(solution.status() == SolveStatus.SUCCESS, seed, "%s ended with %s", tableau.name(), solution.status());
        require(solution.finalTime() == t1, seed, "ended at %s, not at %s", solution.finalTime(), t1);
        if (!tableau.equals(Tableaus.VERNER89)) {
            boolean inside =
                    problem.calls == 0 || (problem.earliest >= Math.min(t0, t1) && problem.latest <= Math.max(t0, t1));
            require(inside, seed, "f was called outside [%s, %s]", t0, t1);
        }
        double span = Math.abs(t1 - t0);
        double bound = 300 * tolerance * Math.exp((problem.growth + 1) * span) * (1 + span);
        double error = problem.error(t1, solution.finalState());
        require(error <= bound, seed, "%s at %s has error %s > %s", tableau.name(), tolerance, error, bound);
        for (double time : times) {
            double[] state = solution.isDense()
                    ? solution.at(time)
                    : solution.states().get(Arrays.binarySearch(sorted(times, t1 < t0), t1 < t0 ? -time : time));
            double between = problem.error(time, state);
            require(
                    between <= 10 * bound,
                    seed,
                    "%s at %s has error %s inside a step",
                    tableau.name(),
                    tolerance,
                    between);
        }
        solved++;
    }

    private static double[] sorted(double[] times, boolean negated) {
        return Arrays.stream(times).map(time -> negated ? -time : time).toArray();
    }

    private static void reverse(double[] times) {
        for (int i = 0; i < times.length / 2; i++) {
            double other = times[times.length - 1 - i];
            times[times.length - 1 - i] = times[i];
            times[i] = other;
        }
    }

    private void fixedSteps(long seed, RandomGenerator random) {
        List<ButcherTableau> all = Tableaus.all();
        ButcherTableau tableau = all.get(random.nextInt(all.size()));
        RandomProblem problem = new RandomProblem(random);
        double t0 = random.nextDouble(-5, 5);
        double t1 = t0 + (random.nextBoolean() ? 1 : -1) * random.nextDouble(0.5, 2);
        int steps = 16 + random.nextInt(50);
        double[] errors = new double[2];
        for (int halving = 0; halving < 2; halving++) {
            problem.calls = 0;
            int count = steps << (2 * halving);
            Solution<double[]> solution = OdeSolver.fixed(tableau, count).solve(problem, t0, t1, problem.exact(t0));
            long expected = (long) count * tableau.stackStages();
            require(problem.calls == expected, seed, "%s calls, not %s", problem.calls, expected);
            require(
                    solution.stats().nfe() == expected,
                    seed,
                    "nfe %s, not %s",
                    solution.stats().nfe(),
                    expected);
            errors[halving] = problem.error(t1, solution.finalState());
        }
        // four times the steps divide the error by 4^order, but for round-off and first results whose errors happen to
        // cancel
        int order = tableau.order();
        double usual = Math.pow(Math.abs(t1 - t0) / (4 * steps), order);
        double allowed = Math.max(errors[0] / Math.pow(4, order - 0.5), Math.max(0.1 * usual, 1e-12));
        require(
                errors[1] <= allowed,
                seed,
                "%s: error %s with %s steps but %s with four times as many, more than %s",
                tableau.name(),
                errors[0],
                steps,
                errors[1],
                allowed);
        solved++;
    }

    private void hostileProblem(long seed, RandomGenerator random) {
        ButcherTableau tableau = PAIRS.get(random.nextInt(PAIRS.size()));
        HostileField field = new HostileField(random);
        double[] y0 = random.doubles(1 + random.nextInt(3), -1, 2).toArray();
        double t1 = Math.pow(10, random.nextDouble(-8, 3)) * (random.nextInt(5) == 0 ? -1 : 1);
        double tolerance = Math.pow(10, random.nextDouble(-13, 0));
        Solution<double[]> solution = OdeSolver.adaptive(tableau)
                .tolerances(tolerance, tolerance)
                .maxSteps(2000)
                .throwOnFailure(false)
                .save(random.nextBoolean() ? Save.dense() : Save.finalState())
                .solve(field, 0, t1, y0);
        require(
                solution.stats().nfe() == field.calls,
                seed,
                "nfe %s of %s calls",
                solution.stats().nfe(),
                field.calls);
        require(
                solution.finalTime() >= Math.min(0, t1) && solution.finalTime() <= Math.max(0, t1),
                seed,
                "ended at %s",
                solution.finalTime());
        require(
                solution.stats().attempted() <= 2000,
                seed,
                "%s steps",
                solution.stats().attempted());
        if (solution.status() == SolveStatus.SUCCESS) {
            require(solution.finalTime() == t1, seed, "success at %s, not at %s", solution.finalTime(), t1);
            for (double value : solution.finalState()) {
                require(Double.isFinite(value), seed, "success with %s", value);
            }
            solved++;
        } else {
            require(solution.status().isFailure(), seed, "ended with %s", solution.status());
            failed++;
        }
    }

    /** Changes one coefficient, or two so that sums stay: the builder or the certificate must object. */
    private void perturbedTableau(long seed, RandomGenerator random) {
        List<ButcherTableau> all = Tableaus.all().stream()
                .filter(tableau -> tableau.order() >= 2 && tableau.order() <= 5)
                .toList();
        ButcherTableau right = all.get(random.nextInt(all.size()));
        int stages = right.stages();
        int row = rowToChange(right, random);
        int length = row == stages ? stages : row;
        Coefficient change = Coefficient.of(1 + random.nextInt(9), 10L * (1 + random.nextInt(100)));
        int at = random.nextInt(length);
        int compensated = random.nextBoolean() ? random.nextInt(length) : at;
        ButcherTableau wrong;
        try {
            wrong = perturb(right, row, j -> change(j, at, compensated, change));
        } catch (IllegalArgumentException expected) {
            refused++;
            return;
        }
        boolean passes = wrong.certify().passed();
        require(!passes || isFamily(right), seed, "%s with row %s changed by %s passes", right.name(), row, change);
        refused++;
    }

    /** A row of A that is neither empty nor unused, or the number of stages for the weights. */
    private static int rowToChange(ButcherTableau right, RandomGenerator random) {
        int row;
        do {
            row = random.nextInt(right.stages() + 1);
        } while (row == 0 || (row < right.stages() && !right.isUsed(row)));
        return row;
    }

    /** The tableau with something added to the entries of a row of A, or of the weights, which come after the last row. */
    private static ButcherTableau perturb(ButcherTableau right, int row, IntFunction<Coefficient> added) {
        int stages = right.stages();
        TableauBuilder builder = ButcherTableau.explicit("perturbed").order(right.order());
        for (int i = 0; i < stages; i++) {
            List<Coefficient> entries = new ArrayList<>();
            for (int j = 0; j < i; j++) {
                entries.add(i == row ? right.exactA(i, j).add(added.apply(j)) : right.exactA(i, j));
            }
            builder.row(right.exactC(i), entries);
        }
        List<Coefficient> weights = new ArrayList<>();
        for (int i = 0; i < stages; i++) {
            weights.add(row == stages ? right.exactB(i).add(added.apply(i)) : right.exactB(i));
        }
        return builder.weights(weights).build();
    }

    /** Low orders leave coefficients free: such a change may give another right tableau. */
    private static boolean isFamily(ButcherTableau tableau) {
        return tableau.order() <= 3 || tableau.stages() > tableau.stackStages();
    }

    private static Coefficient change(int j, int at, int compensated, Coefficient change) {
        if (j == at) {
            return change;
        }
        return j == compensated ? change.negate() : Coefficient.ZERO;
    }
}
