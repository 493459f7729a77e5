package org.kutta.adjoint;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Solution;

/**
 * The arithmetic of a gradient method, behind the checks of {@link CheckedGradientSolve}: it sees states and cotangents of the right size only, and a backward pass
 * only after a solve that succeeded.
 */
interface GradientEngine<S> extends AutoCloseable {

    /** As {@link GradientSolve#forward}. */
    Solution<S> forward(double t0, double t1, S y0, double... saveTimes);

    /** As {@link GradientSolve#backward}, for the final state, for the saved states, or both. */
    TimeGradient backward(
            @Nullable S finalBar, @Nullable List<S> savedBars, @Nullable S y0Bar, @Nullable S parametersBar);

    /** As {@link GradientSolve#stats}. */
    GradientStats stats();

    @Override
    void close();
}
