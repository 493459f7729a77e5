package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kutta.adjoint.BoundField;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveStatus;
import org.kutta.solver.StateSpace;

/**
 * The order at which the solve of a trained block converges when its steps are halved again and again.
 *
 * <p>With {@code Y_h} the final state at step {@code h}, the order at {@code h} is {@code log2(|Y_h - Y_h/2| / |Y_h/2 - Y_h/4|)}. At the step of the training
 * it is that of the tableau if the training steps resolve the field. Where it is not, the finer levels tell why.
 *
 * @param tableau name of the tableau
 * @param expected its order
 * @param levels the steps of the training and their halves
 * @param culprit why the order at the steps of the training is not the tableau's
 * @param kinks names of the parts of the field whose derivative jumps
 */
public record SelfConvergence(
        String tableau, int expected, ImmutableList<Level> levels, Culprit culprit, ImmutableList<String> kinks) {
    /** How far below the tableau's a measured order may be. */
    private static final double MARGIN = 0.25;

    /** Rounding errors of steps add up like a random walk; four standard deviations of it are no accident. */
    private static final double WALK = 4;

    /**
     * One step size.
     *
     * @param stepFactor steps in units of those of the training
     * @param steps their number
     * @param difference norm of the difference to steps half as long, relative to the norm of the state; NaN if a solve failed
     * @param order order from here to the next level; NaN where the difference of the next is not above rounding
     */
    public record Level(double stepFactor, int steps, double difference, double order) {}

    /** {@return the order at the steps of the training; NaN where rounding hides it or a solve fails} */
    public double order() {
        return levels.get(0).order();
    }

    /**
     * Measures at the steps of the training and three times halved ones: 63 times the work of one solve.
     *
     * @param problem the field, its states and steps
     * @param <S> type of the state
     * @return the orders
     */
    public static <S> SelfConvergence measure(FieldProblem<S> problem) {
        return measure(problem, 4);
    }

    /**
     * Measures.
     *
     * @param problem the field, its states and steps
     * @param count number of orders, at least 1; each takes as much work as all before it together
     * @param <S> type of the state
     * @return the orders
     */
    public static <S> SelfConvergence measure(FieldProblem<S> problem, int count) {
        Checks.atLeast("number of orders", count, 1);
        double[] differences = new double[count + 1];
        try (BoundField<S> field = problem.field().bind(problem.y0())) {
            S coarse = finalState(problem, field, 0);
            for (int k = 0; k <= count; k++) {
                S fine = finalState(problem, field, k + 1);
                problem.space().axpy(-1, fine, coarse);
                differences[k] = problem.norm(coarse);
                problem.space().release(coarse);
                coarse = fine;
            }
            double finest = problem.norm(coarse);
            problem.space().release(coarse);
            return judge(
                    problem, Arrays.stream(differences).map(d -> d / finest).toArray());
        }
    }

    /** The orders that relative differences show, the last of them serving the order before only. */
    private static <S> SelfConvergence judge(FieldProblem<S> problem, double[] differences) {
        List<Level> levels = new ArrayList<>();
        boolean rounding = false;
        for (int k = 0; k < differences.length - 1; k++) {
            int steps = problem.mesh().steps() << k;
            // the difference of the next level is that of solves of two and four times as many steps
            double walk = WALK * problem.space().unitRoundoff() * Math.sqrt(4.0 * steps);
            boolean hidden = differences[k + 1] <= walk;
            double order = hidden ? Double.NaN : Math.log(differences[k] / differences[k + 1]) / Math.log(2);
            rounding |= hidden;
            levels.add(new Level(Math.scalb(1.0, -k), steps, differences[k], order));
        }
        int expected = problem.tableau().order();
        Culprit culprit = culprit(levels, expected, rounding, !problem.kinks().isEmpty());
        return new SelfConvergence(
                problem.tableau().name(), expected, ImmutableList.copyOf(levels), culprit, problem.kinks());
    }

    private static <S> S finalState(FieldProblem<S> problem, BoundField<S> field, int halvings) {
        StateSpace<S> space = problem.space();
        ScaledMesh mesh = ScaledMesh.of(problem.mesh(), Math.scalb(1.0, -halvings));
        Solution<S> solution = OdeSolver.onMesh(problem.tableau(), mesh.mesh())
                .throwOnFailure(false)
                .solve(OdeProblem.of(
                        space, field, problem.mesh().t0(), problem.mesh().t1(), problem.y0()));
        S state = solution.finalState();
        if (solution.status() != SolveStatus.SUCCESS) {
            space.scale(Double.NaN, state);
        }
        return state;
    }

    private static Culprit culprit(List<Level> levels, int expected, boolean rounding, boolean kinks) {
        double first = levels.get(0).order();
        double finest = Double.NaN;
        for (Level level : levels) {
            finest = Double.isNaN(level.order()) ? finest : level.order();
        }
        boolean shows = finest >= expected - MARGIN;
        if (first >= expected - MARGIN && first <= expected + 2 * MARGIN) {
            return Culprit.NONE;
        }
        if (Double.isNaN(first) && Double.isNaN(finest)) {
            return rounding ? Culprit.ROUNDOFF : Culprit.STEP_TOO_LARGE;
        }
        if (first > expected && shows) {
            // above its order a method is either lucky or not yet asymptotic: then shorter steps come down to it
            return finest < first - MARGIN ? Culprit.STEP_TOO_LARGE : Culprit.NONE;
        }
        if (shows) {
            return Culprit.STEP_TOO_LARGE;
        }
        if (kinks) {
            return Culprit.KINKS;
        }
        return rounding ? Culprit.ROUNDOFF : Culprit.STEP_TOO_LARGE;
    }
}
