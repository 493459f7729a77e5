package org.kutta.solver;

/**
 * What a solve has done so far. All counts are exact, after a failure too.
 *
 * @param nfe calls of the vector field, everything included: the initial step, rejected steps, dense output
 * @param accepted accepted steps
 * @param rejected rejected steps, for a large error or a non-finite stage
 * @param nfeDense the part of {@code nfe} that only dense output needed
 */
public record SolveStats(long nfe, long accepted, long rejected, long nfeDense) {

    /** No work. */
    public static final SolveStats NONE = new SolveStats(0, 0, 0, 0);

    /** {@return accepted and rejected steps together} */
    public long attempted() {
        return accepted + rejected;
    }

    /**
     * {@return the sum of two, as for the members of an ensemble}
     *
     * @param other what another solve has done
     */
    public SolveStats plus(SolveStats other) {
        return new SolveStats(
                nfe + other.nfe, accepted + other.accepted, rejected + other.rejected, nfeDense + other.nfeDense);
    }
}
