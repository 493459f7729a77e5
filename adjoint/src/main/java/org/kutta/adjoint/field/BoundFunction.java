package org.kutta.adjoint.field;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.Linearization;
import org.kutta.solver.Checks;
import org.kutta.solver.StateSpace;
import org.kutta.solver.VectorField;

/** A function bound to a shape; its linearizations remember time and state, nothing else. */
final class BoundFunction<S> implements BoundField<S> {
    private final StateSpace<S> space;
    private final S like;
    private final VectorField<S> function;
    private final Transpose<S> transpose;

    /** The pullback at a remembered point, with the buffers of one thread. */
    interface Transpose<S> extends AutoCloseable {
        double pullback(double t, S y, S cotangent, @Nullable S yBar, @Nullable S parametersBar);

        @Override
        void close();
    }

    BoundFunction(StateSpace<S> space, S like, VectorField<S> function, Function<S, Transpose<S>> transpose) {
        this.space = space;
        this.like = space.zerosLike(like);
        this.function = function;
        this.transpose = transpose.apply(this.like);
    }

    @Override
    public void evaluate(double t, S y, S dydt) {
        function.evaluate(t, y, dydt);
    }

    @Override
    public Linearization<S> newLinearization() {
        return new Point();
    }

    @Override
    public void close() {
        transpose.close();
        space.release(like);
    }

    private final class Point implements Linearization<S> {
        private final S y = space.zerosLike(like);
        private double t = Double.NaN;

        @Override
        public void at(double time, S state, S dydt) {
            Checks.check(
                    space.sameShape(state, y),
                    "y has shape %s but the field is bound to %s",
                    space.describeShape(state),
                    space.describeShape(y));
            t = time;
            space.copy(state, y);
            function.evaluate(time, state, dydt);
        }

        @Override
        public double pullback(S cotangent, @Nullable S yBar, @Nullable S parametersBar) {
            return transpose.pullback(t, y, cotangent, yBar, parametersBar);
        }

        @Override
        public long bytes() {
            return space.bytes(y);
        }

        @Override
        public void close() {
            space.release(y);
        }
    }
}
