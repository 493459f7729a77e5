package org.kutta.adjoint.certificate;

import org.kutta.adjoint.BoundField;
import org.kutta.solver.Mesh;
import org.kutta.solver.StateSpace;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;

/**
 * Derivatives of {@code w . y(t1)} by central differences of solves on one mesh: what the discrete gradient must equal.
 *
 * <p>Differences of shrinking steps are extrapolated, and the extrapolation that changed least is taken, so that neither
 * truncation nor rounding has to be guessed: ten to eleven digits on smooth fields.
 *
 * @see "Ridders: Accurate computation of F'(x) and F'(x)F''(x), Advances in Engineering Software 4 (1982)"
 */
final class MeshDifferences<S> implements AutoCloseable {
    private static final int LEVELS = 5;
    private static final double FIRST = 1.0 / 512;

    private final GradientProblem<S> problem;
    private final StateSpace<S> space;
    private final BoundField<S> field;
    private final StageFields<S> fields;
    private final RungeKuttaStep<S> kernel;
    private final Mesh mesh;
    private final S start;
    private S y;
    private S next;

    MeshDifferences(GradientProblem<S> problem, Mesh mesh) {
        this.problem = problem;
        this.space = problem.space();
        this.mesh = mesh;
        this.field = problem.field().bind(problem.y0());
        this.fields = StageFields.shared(field);
        this.kernel = RungeKuttaStep.solutionOnly(problem.solver().tableau(), space, problem.y0());
        this.start = space.zerosLike(problem.y0());
        this.y = space.zerosLike(problem.y0());
        this.next = space.zerosLike(problem.y0());
        space.copy(problem.y0(), start);
    }

    private double value() {
        space.copy(start, y);
        for (int n = 0; n < mesh.steps(); n++) {
            kernel.step(fields, n, mesh.t(n), mesh.dt(n), mesh.t(n + 1), y, next);
            S previous = y;
            y = next;
            next = previous;
        }
        return space.dot(problem.w(), y);
    }

    /** Derivative with respect to a component of the initial state. */
    double ofStart(long index) {
        return derivative(start, index);
    }

    /** Derivative with respect to a parameter. */
    double ofParameter(long index) {
        return derivative(problem.field().parameters(), index);
    }

    private double derivative(S x, long index) {
        double kept = problem.components().get(x, index);
        try {
            double[][] table = new double[LEVELS][LEVELS];
            double h = FIRST * Math.max(1, Math.abs(kept));
            double best = Double.NaN;
            double change = Double.POSITIVE_INFINITY;
            for (int i = 0; i < LEVELS; i++) {
                table[i][0] = (valueAt(x, index, kept + h) - valueAt(x, index, kept - h)) / (2 * h);
                double factor = 1;
                for (int j = 1; j <= i; j++) {
                    factor *= 4;
                    table[i][j] = (factor * table[i][j - 1] - table[i - 1][j - 1]) / (factor - 1);
                    double moved = Math.max(
                            Math.abs(table[i][j] - table[i][j - 1]), Math.abs(table[i][j] - table[i - 1][j - 1]));
                    if (moved <= change) {
                        change = moved;
                        best = table[i][j];
                    }
                }
                h /= 2;
            }
            return best;
        } finally {
            problem.components().set(x, index, kept);
        }
    }

    private double valueAt(S x, long index, double component) {
        problem.components().set(x, index, component);
        return value();
    }

    @Override
    public void close() {
        kernel.close();
        space.release(start);
        space.release(y);
        space.release(next);
        field.close();
    }
}
