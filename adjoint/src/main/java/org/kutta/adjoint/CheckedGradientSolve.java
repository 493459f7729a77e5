package org.kutta.adjoint;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Checks;
import org.kutta.solver.Solution;
import org.kutta.solver.StateSpace;

/** Checks what every gradient method must be handed, and lets it compute. */
final class CheckedGradientSolve<S> implements GradientSolve<S> {
    private final GradientEngine<S> engine;
    private final StateSpace<S> space;
    private final long stateSize;
    private final long parameterCount;
    private int saves;
    private boolean solved;

    CheckedGradientSolve(GradientEngine<S> engine, StateSpace<S> space, S like, S parameters) {
        this.engine = engine;
        this.space = space;
        this.stateSize = space.size(like);
        this.parameterCount = space.size(parameters);
    }

    @Override
    public Solution<S> forward(double t0, double t1, S y0, double... saveTimes) {
        checkSize("y0", y0, stateSize);
        solved = false;
        Solution<S> solution = engine.forward(t0, t1, y0, saveTimes);
        saves = saveTimes.length;
        solved = solution.status().isSuccess();
        return solution;
    }

    @Override
    public TimeGradient backward(S finalBar, @Nullable S y0Bar, @Nullable S parametersBar) {
        checkSize("finalBar", finalBar, stateSize);
        return backward(finalBar, null, y0Bar, parametersBar);
    }

    @Override
    public TimeGradient backward(List<S> savedBars, @Nullable S y0Bar, @Nullable S parametersBar) {
        Checks.check(
                savedBars.size() == saves,
                "savedBars",
                savedBars.size() + " cotangents",
                "must be one for each of " + saves + " saved states");
        savedBars.forEach(bar -> checkSize("savedBars", bar, stateSize));
        return backward(null, savedBars, y0Bar, parametersBar);
    }

    private TimeGradient backward(
            @Nullable S finalBar, @Nullable List<S> savedBars, @Nullable S y0Bar, @Nullable S parametersBar) {
        if (!solved) {
            throw new IllegalStateException("backward needs a forward solve that succeeded before it");
        }
        checkSize("y0Bar", y0Bar, stateSize);
        checkSize("parametersBar", parametersBar, parameterCount);
        return engine.backward(finalBar, savedBars, y0Bar, parametersBar);
    }

    private void checkSize(String what, @Nullable S vector, long expected) {
        if (vector != null) {
            Checks.check(
                    space.size(vector) == expected,
                    "%s has %s components but must have %s, as what the solve was bound to",
                    what,
                    space.size(vector),
                    expected);
        }
    }

    @Override
    public GradientStats stats() {
        return engine.stats();
    }

    @Override
    public void close() {
        engine.close();
    }
}
