package org.kutta.adjoint;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Solution;

/**
 * A solve and its gradient, again and again: buffers live from {@link GradientMethod#bind} to {@link #close}.
 *
 * <p>It belongs to one thread. {@link #forward} solves, {@link #backward} pulls cotangents of what came out back to what
 * went in; several calls of {@code backward} may follow one {@code forward}. Parameters are read live and must not change
 * in between. After the first solve of a size nothing is allocated per step.
 *
 * @param <S> type of the state
 */
public interface GradientSolve<S> extends AutoCloseable {

    /**
     * Solves the field from {@code t0} to {@code t1}.
     *
     * @param t0 start
     * @param t1 end, before {@code t0} to solve backwards
     * @param y0 initial state; not modified
     * @param saveTimes times at which states are kept, strictly monotone from {@code t0} towards {@code t1}, both allowed;
     *     the solve steps onto each of them
     * @return the solution; its states are live buffers of this object, valid until the next {@code forward}
     * @throws org.kutta.solver.SolveFailedException if the solve fails and the solver throws on failure
     */
    Solution<S> forward(double t0, double t1, S y0, double... saveTimes);

    /**
     * Pulls the cotangent of the final state back.
     *
     * @param finalBar cotangent of the final state; not modified
     * @param y0Bar accumulated into: cotangent of the initial state; null skips it
     * @param parametersBar accumulated into: cotangent of the parameters; null skips it
     * @return the cotangents of the times, if the method was asked for them
     * @throws IllegalStateException if no successful {@link #forward} came before
     */
    TimeGradient backward(S finalBar, @Nullable S y0Bar, @Nullable S parametersBar);

    /**
     * Pulls the cotangents of the saved states back.
     *
     * @param savedBars cotangent of each saved state, in the order of the save times; not modified
     * @param y0Bar accumulated into: cotangent of the initial state; null skips it
     * @param parametersBar accumulated into: cotangent of the parameters; null skips it
     * @return the cotangents of the times, if the method was asked for them
     * @throws IllegalArgumentException if there are not as many cotangents as save times
     * @throws IllegalStateException if no successful {@link #forward} came before
     */
    TimeGradient backward(List<S> savedBars, @Nullable S y0Bar, @Nullable S parametersBar);

    /** {@return what the last solve, and its gradient if taken, have cost} */
    GradientStats stats();

    /** Releases the buffers and the bound field. */
    @Override
    void close();
}
