package org.kutta.solver;

/**
 * A solve that ended before its goal. The message says where, after how much work, and what to try next; the partial solution is
 * kept.
 */
public final class SolveFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final SolveStatus status;
    private final double t;
    private final double dt;
    private final transient Solution<?> solution;

    /**
     * For whoever drives a solve.
     *
     * @param message what happened, where, after how much work, and what to try next
     * @param dt size of the step that failed
     * @param solution the solution up to then, with a status that tells how it failed
     */
    public SolveFailedException(String message, double dt, Solution<?> solution) {
        super(message);
        this.status = solution.status();
        this.t = solution.finalTime();
        this.dt = dt;
        this.solution = solution;
    }

    /** {@return how it failed} */
    public SolveStatus status() {
        return status;
    }

    /** {@return the time that was reached} */
    public double t() {
        return t;
    }

    /** {@return the size of the step that failed} */
    public double dt() {
        return dt;
    }

    /** {@return what was done up to then} */
    public SolveStats stats() {
        return solution.stats();
    }

    /** {@return the solution up to then} */
    public Solution<?> solution() {
        return solution;
    }
}
