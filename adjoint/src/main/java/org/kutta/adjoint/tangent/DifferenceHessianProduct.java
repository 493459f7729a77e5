package org.kutta.adjoint.tangent;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientSolve;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.StateSpace;

/** {@code (g(x + e v) - g(x - e v)) / 2e} with the gradients {@code g} of solves on one mesh. */
final class DifferenceHessianProduct<S> implements HessianProduct<S> {
    private final DiscreteAdjoint method;
    private final OdeSolver solver;
    private final StateSpace<S> space;
    private final DifferentiableField<S> field;
    private final S start;
    private final S finalBar;
    private final S startBar;
    private final S kept;
    private final S parametersBar;

    DifferenceHessianProduct(
            DiscreteAdjoint method, OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        this.method = method;
        this.solver = solver;
        this.space = space;
        this.field = field;
        this.start = space.zerosLike(like);
        this.finalBar = space.zerosLike(like);
        this.startBar = space.zerosLike(like);
        this.kept = space.zerosLike(field.parameters());
        this.parametersBar = space.zerosLike(field.parameters());
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
        double length = Math.sqrt(square(y0Dot) + square(parametersDot));
        if (length == 0 || t0 == t1) {
            return;
        }
        S parameters = field.parameters();
        space.copy(parameters, kept);
        double size = 1 + Math.sqrt(square(y0) + square(parameters));
        double e = Math.cbrt(space.unitRoundoff()) * size / length;
        OdeSolver frozen = OdeSolver.onMesh(solver.tableau(), meshAt(t0, t1, y0));
        try (GradientSolve<S> solve = method.bind(frozen, space, field, start)) {
            for (int sign = -1; sign <= 1; sign += 2) {
                space.copy(y0, start);
                shift(sign * e, y0Dot, start);
                shift(sign * e, parametersDot, parameters);
                S end = solve.forward(t0, t1, start).finalState();
                loss.gradient(end, finalBar);
                space.setZero(startBar);
                space.setZero(parametersBar);
                solve.backward(finalBar, startBar, parametersBar);
                space.copy(kept, parameters);
                double weight = sign / (2 * e);
                if (y0Product != null) {
                    space.axpy(weight, startBar, y0Product);
                }
                if (parametersProduct != null) {
                    space.axpy(weight, parametersBar, parametersProduct);
                }
            }
        } finally {
            space.copy(kept, parameters);
        }
    }

    private Mesh meshAt(double t0, double t1, S y0) {
        Mesh fixed = solver.meshOver(t0, t1);
        if (fixed != null) {
            return fixed;
        }
        try (BoundField<S> bound = field.bind(y0)) {
            return solver.save(Save.mesh())
                    .solve(OdeProblem.of(space, bound, t0, t1, y0))
                    .mesh();
        }
    }

    private double square(@Nullable S x) {
        return x == null ? 0 : space.dot(x, x);
    }

    private void shift(double factor, @Nullable S direction, S target) {
        if (direction != null) {
            space.axpy(factor, direction, target);
        }
    }

    @Override
    public boolean isExact() {
        return false;
    }

    @Override
    public void close() {
        space.release(start);
        space.release(finalBar);
        space.release(startBar);
        space.release(kept);
        space.release(parametersBar);
    }
}
