package org.kutta.adjoint.field;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.solver.Checks;
import org.kutta.solver.StateSpace;

/**
 * A field from two functions: the right-hand side and its pullback.
 *
 * <p>{@code GradientCertifier} tells whether they belong together. Thread-safe if the functions keep nothing between calls.
 *
 * @param <S> type of the state
 */
public final class LambdaField<S> implements DifferentiableField<S> {
    private final StateSpace<S> space;
    private final ParameterLayout layout;
    private final S parameters;
    private final FieldFunction<S> function;
    private final FieldPullback<S> pullback;

    private LambdaField(
            StateSpace<S> space,
            ParameterLayout layout,
            S parameters,
            FieldFunction<S> function,
            FieldPullback<S> pullback) {
        this.space = space;
        this.layout = layout;
        this.parameters = parameters;
        this.function = function;
        this.pullback = pullback;
    }

    /**
     * A field with a pullback.
     *
     * @param space algebra of states and parameters
     * @param layout names of the parameters' groups
     * @param parameters the parameters; live, not copied
     * @param function the right-hand side
     * @param pullback its transposed derivatives
     * @param <S> type of the state
     * @return the field
     * @throws IllegalArgumentException if the parameters are not as many as the layout says
     */
    public static <S> LambdaField<S> of(
            StateSpace<S> space,
            ParameterLayout layout,
            S parameters,
            FieldFunction<S> function,
            FieldPullback<S> pullback) {
        checkSize(space, layout, parameters);
        return new LambdaField<>(space, layout, parameters, function, pullback);
    }

    static <S> void checkSize(StateSpace<S> space, ParameterLayout layout, S parameters) {
        Checks.check(
                space.size(parameters) == layout.size(),
                "parameters have length %s, the layout has %s",
                space.size(parameters),
                layout.size());
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public S parameters() {
        return parameters;
    }

    @Override
    public BoundField<S> bind(S like) {
        return new BoundFunction<>(space, like, (t, y, dydt) -> function.evaluate(t, y, parameters, dydt), Lambda::new);
    }

    /** Targets that are not asked for are written and forgotten, so that the function need not care. */
    private final class Lambda implements BoundFunction.Transpose<S> {
        private final S like;
        private @Nullable S yScratch;
        private @Nullable S parametersScratch;

        Lambda(S like) {
            this.like = like;
        }

        @Override
        public double pullback(double t, S y, S cotangent, @Nullable S yBar, @Nullable S parametersBar) {
            return pullback.pullback(
                    t,
                    y,
                    parameters,
                    cotangent,
                    yBar == null ? yScratch() : yBar,
                    parametersBar == null ? parametersScratch() : parametersBar);
        }

        private S yScratch() {
            if (yScratch == null) {
                yScratch = space.zerosLike(like);
            }
            return yScratch;
        }

        private S parametersScratch() {
            if (parametersScratch == null) {
                parametersScratch = space.zerosLike(parameters);
            }
            return parametersScratch;
        }

        @Override
        public void close() {
            if (yScratch != null) {
                space.release(yScratch);
            }
            if (parametersScratch != null) {
                space.release(parametersScratch);
            }
        }
    }
}
