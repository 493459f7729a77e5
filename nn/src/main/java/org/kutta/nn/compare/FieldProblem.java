package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.certificate.Components;
import org.kutta.solver.Checks;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.Mesh;
import org.kutta.solver.StateSpace;
import org.kutta.solver.tableau.ButcherTableau;

/**
 * A learned field with the states it starts from and the steps it was trained with: what the diagnoses of a block look at. {@link PlacedBlock#problem} makes it
 * of a trained network; fields on {@code double[]} are diagnosed by the same code.
 *
 * @param space algebra of states and parameters
 * @param components access to their components
 * @param field the field
 * @param kinks names of the parts of the field whose derivative jumps; empty for a smooth field
 * @param tableau the tableau of the training
 * @param mesh its steps
 * @param y0 states at their beginning; not modified
 * @param <S> type of the state
 */
public record FieldProblem<S>(
        StateSpace<S> space,
        Components<S> components,
        DifferentiableField<S> field,
        ImmutableList<String> kinks,
        ButcherTableau tableau,
        Mesh mesh,
        S y0) {

    /**
     * Checks the tableau.
     *
     * @param space algebra of states and parameters
     * @param components access to their components
     * @param field the field
     * @param kinks names of the parts of the field whose derivative jumps
     * @param tableau explicit
     * @param mesh its steps
     * @param y0 states at their beginning
     */
    public FieldProblem {
        Checks.check(tableau.explicit(), "tableau", tableau.name(), "must be explicit");
    }

    /**
     * A smooth field on {@code double[]}.
     *
     * @param field the field
     * @param tableau the tableau of the training
     * @param mesh its steps
     * @param y0 state at their beginning; kept
     * @return the problem
     */
    public static FieldProblem<double[]> of(
            DifferentiableField<double[]> field, ButcherTableau tableau, Mesh mesh, double[] y0) {
        return new FieldProblem<>(
                DoubleArraySpace.INSTANCE, Components.ofDoubles(), field, ImmutableList.of(), tableau, mesh, y0);
    }

    /** The Euclidean norm. */
    double norm(S x) {
        return Math.sqrt(space.dot(x, x));
    }
}
