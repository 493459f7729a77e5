package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.problem.KnownProblem;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/** Measured orders: the slopes of error against step size in double logarithms. */
class ConvergenceTests {

    /** Errors below this drown in round-off. */
    private static final double FLOOR = 1e-12;

    private static final double MARGIN = 0.2;

    static Stream<Arguments> everywhere() {
        return Tableaus.all().stream()
                .flatMap(tableau -> Stream.of(KnownProblem.cosineGrowth(), KnownProblem.coupledPair())
                        .map(problem -> Arguments.of(tableau, problem)));
    }

    static Stream<Arguments> adaptive() {
        return everywhere().filter(a -> ((ButcherTableau) a.get()[0]).adaptive());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everywhere")
    void fixedSteps_atNodes_convergeWithTheOrder(ButcherTableau tableau, KnownProblem problem) {
        assertOrder(tableau, problem, Save.steps(), FLOOR);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everywhere")
    void fixedSteps_betweenNodes_keepTheOrder(ButcherTableau tableau, KnownProblem problem) {
        double[] times = new double[200];
        for (int i = 0; i < times.length; i++) {
            times[i] = problem.t0() + (problem.t1() - problem.t0()) * (i + 0.37) / times.length;
        }
        // interpolation of high degree multiplies round-off by some hundreds
        assertOrder(tableau, problem, Save.at(times), 10 * FLOOR);
    }

    private static void assertOrder(ButcherTableau tableau, KnownProblem problem, Save save, double floor) {
        assertThat(fixedSlope(tableau, problem, save, floor))
                .as("%s, %s", tableau.name(), problem)
                .isGreaterThan(tableau.order() - MARGIN);
    }

    private static double largestSavedError(KnownProblem problem, Solution<double[]> solution) {
        double largest = 0;
        for (int i = 0; i < solution.times().length(); i++) {
            largest = Math.max(
                    largest,
                    problem.error(solution.times().get(i), solution.states().get(i)));
        }
        return largest;
    }

    /** The slope over the finest five step sizes whose error is well above round-off. */
    private static double fixedSlope(ButcherTableau tableau, KnownProblem problem, Save save, double floor) {
        List<double[]> points = new ArrayList<>();
        for (int steps = 6; steps <= 6000; steps = Math.max(steps + 1, (int) (steps * 1.25))) {
            Solution<double[]> solution =
                    OdeSolver.fixed(tableau, steps).save(save).solve(problem.problem());
            double e = largestSavedError(problem, solution);
            if (e < floor) {
                break;
            }
            points.add(new double[] {-Math.log(steps), Math.log(e)});
        }
        return slope(points.subList(Math.max(0, points.size() - 5), points.size()));
    }

    private static double slope(List<double[]> points) {
        assertThat(points).hasSizeGreaterThanOrEqualTo(4);
        double meanX = points.stream().mapToDouble(p -> p[0]).average().orElseThrow();
        double meanY = points.stream().mapToDouble(p -> p[1]).average().orElseThrow();
        double xy = points.stream()
                .mapToDouble(p -> (p[0] - meanX) * (p[1] - meanY))
                .sum();
        double xx = points.stream()
                .mapToDouble(p -> (p[0] - meanX) * (p[0] - meanX))
                .sum();
        return xy / xx;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("adaptive")
    void adaptive_errorAgainstWork_fallsWithTheOrder(ButcherTableau tableau, KnownProblem problem) {
        List<double[]> points = new ArrayList<>();
        for (double tolerance = 1e-4; tolerance > 1e-13; tolerance *= 0.25) {
            Solution<double[]> solution =
                    OdeSolver.adaptive(tableau).tolerances(tolerance, tolerance).solve(problem.problem());
            double e = problem.error(problem.t1(), solution.finalState());
            if (e < FLOOR || solution.stats().accepted() > 50_000) {
                break;
            }
            points.add(new double[] {-Math.log((double) solution.stats().accepted()), Math.log(e)});
        }
        assertThat(slope(points)).as("%s, %s", tableau.name(), problem).isGreaterThan(tableau.order() - 3 * MARGIN);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("adaptive")
    void adaptive_denseOutput_isAsGoodAsTheSteps(ButcherTableau tableau, KnownProblem problem) {
        for (double tolerance : new double[] {1e-4, 1e-6, 1e-8}) {
            Solution<double[]> solution = OdeSolver.adaptive(tableau)
                    .tolerances(tolerance, tolerance)
                    .save(Save.dense().and(Save.mesh()))
                    .solve(problem.problem());
            double atNodes = 0;
            for (int n = 0; n <= solution.mesh().steps(); n++) {
                double t = solution.mesh().t(n);
                atNodes = Math.max(atNodes, problem.error(t, solution.at(t)));
            }
            double between = 0;
            for (int i = 0; i <= 500; i++) {
                double t = problem.t0() + (problem.t1() - problem.t0()) * i / 500;
                between = Math.max(between, problem.error(t, solution.at(t)));
            }
            // a step's interpolation error is of the size of the tolerance, times the ratio of the two error constants
            assertThat(between).as("tolerance %s", tolerance).isLessThan(4 * atNodes + 100 * tolerance);
        }
    }
}
