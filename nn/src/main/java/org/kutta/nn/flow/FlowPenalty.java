package org.kutta.nn.flow;

import org.kutta.solver.Checks;

/**
 * What is added to the loss for each sample, integrated along its path, so that paths become straight and a solver needs few steps:
 * {@code kinetic * |f|^2 / features + jacobian * |df/dy|_F^2 / features}.
 *
 * <p>The squared Frobenius norm is the sum of {@code |J v|^2} over the directions of the {@link TraceEstimator}: exact for unit vectors, unbiased for random ones.
 *
 * @param kinetic weight of the kinetic energy, at least 0
 * @param jacobian weight of the squared Frobenius norm, at least 0
 * @see "Finlay et al.: How to train your neural ODE, arXiv 2002.02798, section 3"
 */
public record FlowPenalty(double kinetic, double jacobian) {
    /** No penalty. */
    public static final FlowPenalty NONE = new FlowPenalty(0, 0);

    /**
     * Checks the weights.
     *
     * @param kinetic finite, at least 0
     * @param jacobian finite, at least 0
     */
    public FlowPenalty {
        check("kinetic", kinetic);
        check("jacobian", jacobian);
    }

    private static void check(String name, double weight) {
        Checks.finite(name, weight);
        Checks.check(weight >= 0, name, weight, "must be >= 0");
    }

    /** {@return whether nothing is added} */
    public boolean isNone() {
        return kinetic == 0 && jacobian == 0;
    }
}
