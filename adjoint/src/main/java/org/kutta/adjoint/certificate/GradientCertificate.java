package org.kutta.adjoint.certificate;

import com.google.common.collect.ImmutableList;

/**
 * How gradient methods did on one problem.
 *
 * @param problem name of the problem
 * @param steps accepted steps of the solve
 * @param methods results, in the order in which the methods were given
 */
public record GradientCertificate(String problem, long steps, ImmutableList<Result> methods) {

    /** Whether a method can be used for a problem. */
    public enum Status {
        /** Its gradient is within the limit. */
        OK,
        /** It gave a gradient that is further off than the limit. */
        INACCURATE,
        /** It gave none, or one that is not finite. */
        FAILED
    }

    /**
     * What one method did.
     *
     * @param name name of the method
     * @param reference what it was compared with
     * @param relativeError {@code |g - r| / |r|} over initial state and parameters; NaN if there is no finite gradient
     * @param cosine cosine between both; NaN if there is no finite gradient
     * @param groups the same for the initial state and for each group of parameters
     * @param nfeForward evaluations of the field while solving
     * @param nfeBackward evaluations of the field while taking the gradient
     * @param peakBytes most bytes held at once
     * @param status whether the method can be used here
     * @param advice what to change; empty if nothing
     */
    public record Result(
            String name,
            Reference reference,
            double relativeError,
            double cosine,
            ImmutableList<GroupResult> groups,
            long nfeForward,
            long nfeBackward,
            long peakBytes,
            Status status,
            String advice) {}

    /**
     * How a method did on one group.
     *
     * @param group {@code y0}, or the name of a group of parameters
     * @param relativeError {@code |g - r| / |r|}; 0 where both are zero
     * @param cosine cosine between both; 1 where both are zero
     */
    public record GroupResult(String group, double relativeError, double cosine) {}

    /** What a gradient is compared with. */
    public enum Reference {
        /** Central differences on the frozen mesh, at some components of each group: for discrete adjoints. */
        DIFFERENCES,
        /** The discrete gradient: for methods that approximate the gradient of the exact flow, or of another scheme. */
        DISCRETE
    }

    /** {@return whether all methods can be used here} */
    public boolean isOk() {
        return methods.stream().allMatch(result -> result.status() == Status.OK);
    }

    /**
     * {@return the result of a method}
     *
     * @param name name of the method
     * @throws IllegalArgumentException if it was not tried
     */
    public Result method(String name) {
        return methods.stream()
                .filter(result -> result.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("method (" + name + ") must be one that was tried"));
    }
}
