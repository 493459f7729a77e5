package org.kutta.adjoint;

import org.jspecify.annotations.Nullable;
import org.kutta.solver.ProductSpace;
import org.kutta.solver.ProductState;
import org.kutta.solver.StateSpace;

/**
 * A field together with running losses, itself a differentiable field: {@code (y, q)' = (f, l(t, y, f))}.
 *
 * <p>Solved from {@code (y0, 0)} it ends at the state and the integrals of the losses, to the order of the method; any
 * gradient method takes the gradient of both. Since the integrand sees {@code f}, penalties such as the kinetic energy
 * {@code |f|^2} cost no further evaluation. Parameters are those of the field and those of the integrand, as two parts.
 *
 * @param <S> type of the inner field's state
 */
public final class RunningLossField<S> implements DifferentiableField<ProductState<S>> {
    private final StateSpace<S> inner;
    private final DifferentiableField<S> field;
    private final Integrand<S> integrand;
    private final ParameterLayout layout;

    /**
     * Joins a field and what is to be integrated along its solutions.
     *
     * @param space algebra of the field's states
     * @param field the field
     * @param integrand the running losses; names of its parameters differ from the field's
     */
    public RunningLossField(StateSpace<S> space, DifferentiableField<S> field, Integrand<S> integrand) {
        this.inner = space;
        this.field = field;
        this.integrand = integrand;
        ParameterLayout.Builder groups = ParameterLayout.builder();
        for (ParameterLayout.Group group : field.layout().groups()) {
            groups.add(group.name(), group.shape().toArray());
        }
        for (ParameterLayout.Group group : integrand.layout().groups()) {
            groups.add(group.name(), group.shape().toArray());
        }
        this.layout = groups.build();
    }

    /**
     * {@return the algebra of the states; the losses count in the error norm}
     *
     * @see ProductSpace#countingOnly
     */
    public ProductSpace<S> space() {
        return ProductSpace.of(inner, 2);
    }

    /**
     * {@return the state to start from: a state of the field, not copied, and losses of zero}
     *
     * @param y0 initial state
     */
    public ProductState<S> start(S y0) {
        return ProductState.of(y0, integrand.newValue());
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public ProductState<S> parameters() {
        return ProductState.of(field.parameters(), integrand.parameters());
    }

    @Override
    public BoundField<ProductState<S>> bind(ProductState<S> like) {
        return new Bound(like.part(0));
    }

    private final class Bound implements BoundField<ProductState<S>> {
        private final S like;
        private final BoundField<S> bound;
        private final S cotangent;
        private final S unused;

        Bound(S like) {
            this.like = like;
            this.bound = field.bind(like);
            this.cotangent = inner.zerosLike(like);
            this.unused = inner.zerosLike(like);
        }

        @Override
        public void evaluate(double t, ProductState<S> y, ProductState<S> dydt) {
            bound.evaluate(t, y.part(0), dydt.part(0));
            integrand.evaluate(t, y.part(0), dydt.part(0), dydt.part(1));
        }

        @Override
        public Linearization<ProductState<S>> newLinearization() {
            return new WithLoss(this);
        }

        @Override
        public void close() {
            inner.release(cotangent);
            inner.release(unused);
            bound.close();
        }
    }

    private final class WithLoss implements Linearization<ProductState<S>> {
        private final Bound bound;
        private final Linearization<S> linearization;
        private final S y;
        private final S slope;
        private double t;

        WithLoss(Bound bound) {
            this.bound = bound;
            this.linearization = bound.bound.newLinearization();
            this.y = inner.zerosLike(bound.like);
            this.slope = inner.zerosLike(bound.like);
        }

        @Override
        public void at(double time, ProductState<S> state, ProductState<S> dydt) {
            t = time;
            linearization.at(time, state.part(0), dydt.part(0));
            inner.copy(state.part(0), y);
            inner.copy(dydt.part(0), slope);
            integrand.evaluate(time, y, slope, dydt.part(1));
        }

        @Override
        public double pullback(
                ProductState<S> w, @Nullable ProductState<S> yBar, @Nullable ProductState<S> parametersBar) {
            inner.copy(w.part(0), bound.cotangent);
            double tBar = integrand.pullback(
                    t,
                    y,
                    slope,
                    w.part(1),
                    yBar == null ? bound.unused : yBar.part(0),
                    bound.cotangent,
                    parametersBar == null ? null : parametersBar.part(1));
            return tBar
                    + linearization.pullback(
                            bound.cotangent,
                            yBar == null ? null : yBar.part(0),
                            parametersBar == null ? null : parametersBar.part(0));
        }

        @Override
        public long bytes() {
            return linearization.bytes() + 2 * inner.bytes(y);
        }

        @Override
        public void close() {
            linearization.close();
            inner.release(y);
            inner.release(slope);
        }
    }
}
