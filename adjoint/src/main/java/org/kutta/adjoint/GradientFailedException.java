package org.kutta.adjoint;

import org.jspecify.annotations.Nullable;

/** Thrown when a gradient method finds that its gradient cannot be relied on and was told to fail then. */
public final class GradientFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable GradientStats stats;

    /**
     * Makes the exception.
     *
     * @param message what happened, where, and what to do next
     * @param stats what the solve and the gradient have cost
     */
    public GradientFailedException(String message, GradientStats stats) {
        super(message);
        this.stats = stats;
    }

    /** {@return what the solve and the gradient have cost; null after serialization} */
    public @Nullable GradientStats stats() {
        return stats;
    }
}
