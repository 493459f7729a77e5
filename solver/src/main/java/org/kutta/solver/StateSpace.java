package org.kutta.solver;

/**
 * The algebra that solvers and gradient methods need of a state type.
 *
 * <p>Every algorithm of Kutta is written once against this interface. An implementation is stateless or thread-safe.
 * States that meet in one call have the same shape; implementations check that only where it costs nothing. No method but
 * {@link #zerosLike} and {@link #newStages} allocates. Non-finite components are never repaired: they pass through sums
 * and make an error ratio NaN.
 *
 * @param <S> type of the state
 */
public interface StateSpace<S> {

    /**
     * Makes a state of zeros.
     *
     * @param y gives the shape; not modified
     * @return a new state of that shape, owned by the caller, who gives it back with {@link #release}
     */
    S zerosLike(S y);

    /**
     * Makes an array of states of zeros, on a device one block of memory.
     *
     * @param like gives the shape; not modified
     * @param count number of states, may be 0
     * @return a new array whose component type is that of the states, so that it may be handed to {@code combine}
     */
    S[] newStages(S like, int count);

    /**
     * Frees what {@link #zerosLike} or {@link #newStages} holds outside the Java heap.
     *
     * @param state the state, not used afterwards
     */
    default void release(S state) {}

    /**
     * Copies the components.
     *
     * @param source read
     * @param target overwritten
     */
    void copy(S source, S target);

    /**
     * Sets all components to zero.
     *
     * @param y overwritten
     */
    void setZero(S y);

    /**
     * Computes {@code result = base + dt * sum(weights[j] * stages[j], j < count)} in one pass, summed in the order of
     * {@code j}. A zero weight is skipped, so that {@code 0 * NaN} does not enter.
     *
     * @param base state to start from; not modified unless it is {@code result}
     * @param dt factor of the sum
     * @param weights weights, at least {@code count}
     * @param stages states, at least {@code count}; not modified
     * @param count number of terms, may be 0
     * @param result overwritten; may be {@code base}, must be none of the stages
     */
    void combine(S base, double dt, double[] weights, S[] stages, int count, S result);

    /**
     * Computes {@code result = dt * sum(weights[j] * stages[j], j < count)} in one pass, summed in the order of
     * {@code j}. A zero weight is skipped.
     *
     * @param dt factor of the sum
     * @param weights weights, at least {@code count}
     * @param stages states, at least {@code count}; not modified
     * @param count number of terms, may be 0
     * @param result overwritten; must be none of the stages
     */
    void combine(double dt, double[] weights, S[] stages, int count, S result);

    /**
     * Adds a multiple: {@code y += a * x}.
     *
     * @param a factor
     * @param x not modified
     * @param y added to
     */
    void axpy(double a, S x, S y);

    /**
     * Multiplies: {@code y *= a}.
     *
     * @param a factor
     * @param y multiplied
     */
    void scale(double a, S y);

    /**
     * Sums the products of the components, in double whatever the components' own precision.
     *
     * @param x not modified
     * @param y not modified; may be {@code x}
     * @return the scalar product
     */
    double dot(S x, S y);

    /**
     * The size of an error measured in tolerances: the root mean square of
     * {@code error / (atol + rtol * max(|y0|, |y1|))}.
     *
     * @param error estimate of the error; not modified
     * @param y0 state at the start of the step; not modified
     * @param y1 state at its end; not modified
     * @param tolerances what an error is measured in
     * @return the ratio: a step is accepted at 1 and below; NaN or infinite when any component is not finite, 0 for a
     *     state without components
     */
    double errorRatio(S error, S y0, S y1, Tolerances tolerances);

    /**
     * The error ratio of {@code error = dt * sum(weights[j] * stages[j], j < count)}. Spaces whose states are on the heap
     * override it with one pass that does not store the error.
     *
     * @param dt factor of the sum
     * @param weights weights, at least {@code count}
     * @param stages states, at least {@code count}; not modified
     * @param count number of terms, may be 0
     * @param y0 state at the start of the step; not modified
     * @param y1 state at its end; not modified
     * @param tolerances what an error is measured in
     * @param scratch a state that may be overwritten; none of the others
     * @return as {@link #errorRatio(Object, Object, Object, Tolerances)}
     */
    default double errorRatio(
            double dt, double[] weights, S[] stages, int count, S y0, S y1, Tolerances tolerances, S scratch) {
        combine(dt, weights, stages, count, scratch);
        return errorRatio(scratch, y0, y1, tolerances);
    }

    /**
     * {@return whether no component is NaN or infinite}
     *
     * @param y not modified
     */
    boolean isFinite(S y);

    /**
     * The component that a failure message names.
     *
     * @param error estimate of the error; not modified
     * @param y0 state at the start of the step; not modified
     * @param y1 state at its end; not modified
     * @param tolerances what an error is measured in
     * @return row-major index of the first component whose scaled error is not finite, else of the largest one; -1 for
     *     a state without components
     */
    long worstComponent(S error, S y0, S y1, Tolerances tolerances);

    /** {@return the unit round-off of the components: 2<sup>-53</sup> for double, 2<sup>-24</sup> for float} */
    double unitRoundoff();

    /**
     * {@return the number of components}
     *
     * @param y not modified
     */
    long size(S y);

    /**
     * {@return the bytes that the components take}
     *
     * @param y not modified
     */
    long bytes(S y);

    /**
     * {@return whether both have the same shape}
     *
     * @param x not modified
     * @param y not modified
     */
    boolean sameShape(S x, S y);

    /**
     * {@return the shape for messages, such as {@code [32, 3]}}
     *
     * @param y not modified
     */
    String describeShape(S y);

    /**
     * Requires that tolerances fit a state: one pair for all components, or one for each.
     *
     * @param tolerances tolerances
     * @param y not modified
     * @throws IllegalArgumentException if they do not fit
     */
    default void checkTolerances(Tolerances tolerances, S y) {
        Checks.check(
                tolerances.isScalar() || tolerances.size() == size(y),
                "the state has shape %s but the tolerances have %s entries",
                describeShape(y),
                tolerances.size());
    }
}
