package org.kutta.adjoint.tangent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.adjoint.TangentLinearization;
import org.kutta.solver.Checks;
import org.kutta.solver.ProductSpace;
import org.kutta.solver.ProductState;
import org.kutta.solver.StateSpace;

/**
 * A field together with its derivatives along some directions, itself a differentiable field.
 *
 * <p>Its state is {@code (y, v_1 .. v_m)} with
 *
 * <pre>
 *   y'   = f(t, y, p)
 *   v_j' = (df/dy) v_j + (df/dp) q_j
 * </pre>
 *
 * <p>and its parameters are {@code (p, q_1 .. q_m)}: {@code p} the live vector of the inner field, {@code q_j} the
 * direction of the parameters, zero at first. Solving it gives forward sensitivities; its gradient contains
 * Hessian-vector products. Its linearizations know no cotangent of the time (they return NaN) unless there are no
 * directions.
 *
 * @param <S> type of the inner field's state
 */
public final class TangentField<S> implements DifferentiableField<ProductState<S>> {
    private final DifferentiableField<S> field;
    private final StateSpace<S> inner;
    private final ProductSpace<S> space;
    private final ParameterLayout layout;
    private final ProductState<S> parameters;

    /**
     * Makes the field of a number of directions.
     *
     * @param space algebra of the inner field's states and parameters
     * @param field a field whose linearizations are {@link TangentLinearization}s
     * @param directions number of directions, at least 0
     */
    public TangentField(StateSpace<S> space, DifferentiableField<S> field, int directions) {
        Checks.atLeast("directions", directions, 0);
        this.field = field;
        this.inner = space;
        this.space = ProductSpace.of(space, 1 + directions);
        ParameterLayout.Builder groups = ParameterLayout.builder();
        S[] parts = Arrays.copyOf(space.newStages(field.parameters(), 0), 1 + directions);
        for (int j = 0; j < parts.length; j++) {
            parts[j] = j == 0 ? field.parameters() : space.zerosLike(field.parameters());
            for (ParameterLayout.Group group : field.layout().groups()) {
                groups.add(
                        j == 0 ? group.name() : group.name() + " along " + j,
                        group.shape().toArray());
            }
        }
        this.layout = groups.build();
        this.parameters = ProductState.of(parts);
    }

    /** {@return the algebra of the states, all parts counting in the error norm} */
    public ProductSpace<S> space() {
        return space;
    }

    /** {@return the number of directions} */
    public int directions() {
        return space.parts() - 1;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public ProductState<S> parameters() {
        return parameters;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the inner field's linearizations have no tangents
     */
    @Override
    public BoundField<ProductState<S>> bind(ProductState<S> like) {
        return new Bound(like);
    }

    private final class Bound implements BoundField<ProductState<S>> {
        private final ProductState<S> like;
        private final BoundField<S> bound;
        private final TangentLinearization<S> own;

        Bound(ProductState<S> like) {
            this.like = like;
            this.bound = field.bind(like.part(0));
            this.own = newInner();
        }

        TangentLinearization<S> newInner() {
            Linearization<S> linearization = bound.newLinearization();
            if (linearization instanceof TangentLinearization<S> tangents) {
                return tangents;
            }
            linearization.close();
            throw new IllegalArgumentException(
                    "field (" + field.getClass().getSimpleName() + ") must have linearizations with tangents");
        }

        @Override
        public void evaluate(double t, ProductState<S> y, ProductState<S> dydt) {
            evaluateWith(own, t, y, dydt);
        }

        void evaluateWith(TangentLinearization<S> at, double t, ProductState<S> y, ProductState<S> dydt) {
            at.at(t, y.part(0), dydt.part(0));
            for (int j = 1; j < space.parts(); j++) {
                at.tangent(0, y.part(j), parameters.part(j), dydt.part(j));
            }
        }

        @Override
        public Linearization<ProductState<S>> newLinearization() {
            return new WithTangents(this, space.zerosLike(like));
        }

        @Override
        public void close() {
            own.close();
            bound.close();
        }
    }

    private final class WithTangents implements Linearization<ProductState<S>> {
        private final Bound bound;
        private final TangentLinearization<S> linearization;
        /** The directions at the point; part 0 is not read. */
        private final ProductState<S> point;

        WithTangents(Bound bound, ProductState<S> point) {
            this.bound = bound;
            this.linearization = bound.newInner();
            this.point = point;
        }

        @Override
        public void at(double t, ProductState<S> y, ProductState<S> dydt) {
            bound.evaluateWith(linearization, t, y, dydt);
            for (int j = 1; j < space.parts(); j++) {
                inner.copy(y.part(j), point.part(j));
            }
        }

        @Override
        public double pullback(
                ProductState<S> cotangent, @Nullable ProductState<S> yBar, @Nullable ProductState<S> parametersBar) {
            S y0 = yBar == null ? null : yBar.part(0);
            S p0 = parametersBar == null ? null : parametersBar.part(0);
            double tBar = linearization.pullback(cotangent.part(0), y0, p0);
            for (int j = 1; j < space.parts(); j++) {
                S w = cotangent.part(j);
                linearization.pullback(
                        w, yBar == null ? null : yBar.part(j), parametersBar == null ? null : parametersBar.part(j));
                linearization.pullbackTangent(w, point.part(j), parameters.part(j), y0, p0);
                tBar = Double.NaN;
            }
            return tBar;
        }

        @Override
        public long bytes() {
            return linearization.bytes() + space.bytes(point) - inner.bytes(point.part(0));
        }

        @Override
        public void close() {
            linearization.close();
            space.release(point);
        }
    }
}
