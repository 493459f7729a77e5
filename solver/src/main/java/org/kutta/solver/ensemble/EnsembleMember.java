package org.kutta.solver.ensemble;

import org.jspecify.annotations.Nullable;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveStatus;

/**
 * What became of one member of an ensemble.
 *
 * @param <S> type of the state
 */
public final class EnsembleMember<S> {

    private final int index;
    private final @Nullable Solution<S> solution;
    private final @Nullable RuntimeException failure;

    EnsembleMember(int index, @Nullable Solution<S> solution, @Nullable RuntimeException failure) {
        this.index = index;
        this.solution = solution;
        this.failure = failure;
    }

    /** {@return its place in the ensemble} */
    public int index() {
        return index;
    }

    /** {@return whether there is a solution: always, unless an exception other than a failed solve's was thrown} */
    public boolean hasSolution() {
        return solution != null;
    }

    /**
     * {@return the solution, the partial one if the solve failed or was cancelled}
     *
     * @throws IllegalStateException if the problem, its field or a listener threw an exception, which is the cause
     */
    public Solution<S> solution() {
        if (solution == null) {
            throw new IllegalStateException("member " + index + " has no solution: " + failure, failure);
        }
        return solution;
    }

    /** {@return whether its solve ended where it was meant to} */
    public boolean isSuccess() {
        return solution != null && solution.status().isSuccess();
    }

    /** {@return how its solve ended; null where there is no solution} */
    public @Nullable SolveStatus status() {
        return solution == null ? null : solution.status();
    }

    /** {@return why it failed: a {@link org.kutta.solver.SolveFailedException}, or what its problem, field or listener threw; null if it did not fail} */
    public @Nullable RuntimeException failure() {
        return failure;
    }
}
