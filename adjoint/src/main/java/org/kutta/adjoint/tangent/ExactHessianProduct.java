package org.kutta.adjoint.tangent;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientSolve;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.ProductSpace;
import org.kutta.solver.ProductState;
import org.kutta.solver.StateSpace;

/**
 * The gradient of {@code d/de L(y(t1; y0 + e y0Dot, p + e pDot)) = L'(y) . v}, which is the Hessian product: the system of
 * {@code y} and its change {@code v} is pulled back from the cotangents {@code L''(y) v} and {@code L'(y)}.
 */
final class ExactHessianProduct<S> implements HessianProduct<S> {
    private final TangentField<S> field;
    private final StateSpace<S> inner;
    private final ProductSpace<S> space;
    private final GradientSolve<ProductState<S>> solve;
    private final ProductState<S> start;
    private final ProductState<S> finalBar;
    private final ProductState<S> startBar;
    private final ProductState<S> parametersBar;

    ExactHessianProduct(
            DiscreteAdjoint method, OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        this.field = new TangentField<>(space, field, 1);
        this.inner = space;
        // the state alone counts, so the mesh is that of the plain solve
        this.space = this.field.space().countingOnly(true, false);
        this.start = ProductState.of(space.newStages(like, 2));
        this.finalBar = this.space.zerosLike(start);
        this.startBar = this.space.zerosLike(start);
        this.parametersBar = this.space.zerosLike(this.field.parameters());
        this.solve = method.bind(solver, this.space, this.field, start);
    }

    @Override
    public void multiply(
            FinalLoss<S> loss,
            double t0,
            double t1,
            S y0,
            @Nullable S y0Dot,
            @Nullable S parametersDot,
            @Nullable S y0Product,
            @Nullable S parametersProduct) {
        inner.copy(y0, start.part(0));
        set(start.part(1), y0Dot);
        set(field.parameters().part(1), parametersDot);
        ProductState<S> end = solve.forward(t0, t1, start).finalState();
        loss.hessianProduct(end.part(0), end.part(1), finalBar.part(0));
        loss.gradient(end.part(0), finalBar.part(1));
        space.setZero(startBar);
        space.setZero(parametersBar);
        solve.backward(finalBar, startBar, parametersBar);
        if (y0Product != null) {
            inner.axpy(1.0, startBar.part(0), y0Product);
        }
        if (parametersProduct != null) {
            inner.axpy(1.0, parametersBar.part(0), parametersProduct);
        }
    }

    private void set(S target, @Nullable S values) {
        if (values == null) {
            inner.setZero(target);
        } else {
            inner.copy(values, target);
        }
    }

    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public void close() {
        solve.close();
        space.release(start);
        space.release(finalBar);
        space.release(startBar);
        space.release(parametersBar);
        inner.release(field.parameters().part(1));
    }
}
