package org.kutta.adjoint.field;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.adjoint.certificate.Components;
import org.kutta.solver.StateSpace;

/**
 * A field from a right-hand side alone: its pullback is taken by central differences.
 *
 * <p><b>Slow</b>: one pullback evaluates the right-hand side twice for every component of the state and of the parameters, and twice for the time
 * ({@link #evaluationsPerPullback}). For a first try and for a handful of unknowns; with more, write the pullback and take a {@link LambdaField}. Derivatives
 * have a relative error of about {@code u^(2/3)}, ten digits in double and five in float; steps are {@code u^(1/3) max(1, |x|)}. These evaluations are not
 * among those that gradient methods count. Thread-safe if the function keeps nothing between calls: differences are taken on copies.
 *
 * @param <S> type of the state
 */
public final class DifferenceField<S> implements DifferentiableField<S> {
    private final StateSpace<S> space;
    private final Components<S> components;
    private final ParameterLayout layout;
    private final S parameters;
    private final FieldFunction<S> function;

    private DifferenceField(
            StateSpace<S> space,
            Components<S> components,
            ParameterLayout layout,
            S parameters,
            FieldFunction<S> function) {
        this.space = space;
        this.components = components;
        this.layout = layout;
        this.parameters = parameters;
        this.function = function;
    }

    /**
     * A field without a pullback of its own.
     *
     * @param space algebra of states and parameters
     * @param components reads and writes single components
     * @param layout names of the parameters' groups
     * @param parameters the parameters; live, not copied
     * @param function the right-hand side
     * @param <S> type of the state
     * @return the field
     * @throws IllegalArgumentException if the parameters are not as many as the layout says
     */
    public static <S> DifferenceField<S> of(
            StateSpace<S> space,
            Components<S> components,
            ParameterLayout layout,
            S parameters,
            FieldFunction<S> function) {
        LambdaField.checkSize(space, layout, parameters);
        return new DifferenceField<>(space, components, layout, parameters, function);
    }

    /**
     * {@return the evaluations of the right-hand side that one pullback takes, with gradients of state and parameters}
     *
     * @param like a state of the shape
     */
    public long evaluationsPerPullback(S like) {
        return 2 * (space.size(like) + layout.size() + 1);
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
        return new BoundFunction<>(
                space, like, (t, y, dydt) -> function.evaluate(t, y, parameters, dydt), Differences::new);
    }

    private final class Differences implements BoundFunction.Transpose<S> {
        private final double step = Math.cbrt(space.unitRoundoff());
        private final S movedState;
        private final S movedParameters;
        private final S result;

        Differences(S like) {
            movedState = space.zerosLike(like);
            movedParameters = space.zerosLike(parameters);
            result = space.zerosLike(like);
        }

        @Override
        public double pullback(double t, S y, S cotangent, @Nullable S yBar, @Nullable S parametersBar) {
            space.copy(y, movedState);
            space.copy(parameters, movedParameters);
            if (yBar != null) {
                along(t, cotangent, movedState, yBar);
            }
            if (parametersBar != null) {
                along(t, cotangent, movedParameters, parametersBar);
            }
            // The time is a double whatever the state is, but a float state rounds what it does.
            double h = step * Math.max(1, Math.abs(t));
            double above = t + h;
            double below = t - h;
            return (product(above, cotangent) - product(below, cotangent)) / (above - below);
        }

        /** Adds the derivatives of {@code w . f} along each component of what is moved, which is as before afterwards. */
        private void along(double t, S cotangent, S moved, S bar) {
            long size = space.size(moved);
            for (long i = 0; i < size; i++) {
                double value = components.get(moved, i);
                double h = step * Math.max(1, Math.abs(value));
                components.set(moved, i, value + h);
                double above = components.get(moved, i);
                double forwards = product(t, cotangent);
                components.set(moved, i, value - h);
                double below = components.get(moved, i);
                double backwards = product(t, cotangent);
                components.set(moved, i, value);
                components.set(bar, i, components.get(bar, i) + (forwards - backwards) / (above - below));
            }
        }

        private double product(double t, S cotangent) {
            function.evaluate(t, movedState, movedParameters, result);
            return space.dot(cotangent, result);
        }

        @Override
        public void close() {
            space.release(movedState);
            space.release(movedParameters);
            space.release(result);
        }
    }
}
