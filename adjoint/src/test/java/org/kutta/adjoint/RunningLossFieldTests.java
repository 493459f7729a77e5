package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.ProductSpace;
import org.kutta.solver.ProductState;
import org.kutta.solver.tableau.Tableaus;

/** The field with a running loss keeps the contract, and its gradient is that of the integral. */
class RunningLossFieldTests implements DifferentiableFieldContract<ProductState<double[]>> {

    /** {@code c (1 + t) |y|^2 + |dydt|^2}, with the parameter c. */
    private static final class Energy implements Integrand<double[]> {
        private final double[] c = {0.6};

        @Override
        public ParameterLayout layout() {
            return ParameterLayout.of("c", 1);
        }

        @Override
        public double[] parameters() {
            return c;
        }

        @Override
        public double[] newValue() {
            return new double[1];
        }

        @Override
        public void evaluate(double t, double[] y, double[] dydt, double[] value) {
            value[0] = c[0] * (1 + t) * Differences.dot(y, y) + Differences.dot(dydt, dydt);
        }

        @Override
        public double pullback(
                double t,
                double[] y,
                double[] dydt,
                double[] valueBar,
                double[] yBar,
                double[] dydtBar,
                double @Nullable [] parametersBar) {
            for (int i = 0; i < y.length; i++) {
                yBar[i] += 2 * valueBar[0] * c[0] * (1 + t) * y[i];
                dydtBar[i] += 2 * valueBar[0] * dydt[i];
            }
            double square = Differences.dot(y, y);
            if (parametersBar != null) {
                parametersBar[0] += valueBar[0] * (1 + t) * square;
            }
            return valueBar[0] * c[0] * square;
        }
    }

    private final Energy energy = new Energy();
    private final DrivenField inner = new DrivenField();
    private final RunningLossField<double[]> field = new RunningLossField<>(DoubleArraySpace.INSTANCE, inner, energy);

    @Override
    public RunningLossField<double[]> field() {
        return field;
    }

    @Override
    public ProductSpace<double[]> space() {
        return field.space();
    }

    @Override
    public ProductState<double[]> newState() {
        return field.start(new double[2]);
    }

    @Override
    public void set(ProductState<double[]> target, double[] values) {
        double[] first = target.part(0);
        double[] second = target.part(1);
        System.arraycopy(values, 0, first, 0, first.length);
        System.arraycopy(values, first.length, second, 0, second.length);
    }

    @Override
    public double[] get(ProductState<double[]> source) {
        double[] first = source.part(0);
        double[] second = source.part(1);
        double[] values = new double[first.length + second.length];
        System.arraycopy(first, 0, values, 0, first.length);
        System.arraycopy(second, 0, values, first.length, second.length);
        return values;
    }

    private double integral(OdeSolver solver, double[] y0) {
        ProductState<double[]> end = solver.solve(
                        OdeProblem.of(space(), field.bind(field.start(y0)), 0, 1.5, field.start(y0)))
                .finalState();
        return end.part(1)[0];
    }

    @Test
    void gradient_ofTheIntegral_isThatOfItsDifferences() {
        double[] y0 = {0.4, -0.3};
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, 30);
        double[] start = y0.clone();
        double[] byStart = Differences.gradient(start, () -> integral(solver, start));
        double[] byField = Differences.gradient(inner.p, () -> integral(solver, y0));
        double[] byOwn = Differences.gradient(energy.c, () -> integral(solver, y0));
        for (GradientMethod method : List.of(
                DiscreteAdjoint.storeAll(),
                DiscreteAdjoint.checkpointed(4),
                BacksolveAdjoint.create(),
                InterpolatingAdjoint.create().quadrature())) {
            double tolerance = method instanceof DiscreteAdjoint ? 1e-9 : 1e-5;
            try (GradientSolve<ProductState<double[]>> solve = method.bind(solver, space(), field, newState())) {
                solve.forward(0, 1.5, field.start(y0));
                ProductState<double[]> yBar = newState();
                ProductState<double[]> pBar = ProductState.of(new double[2], new double[1]);
                solve.backward(ProductState.of(new double[2], new double[] {1}), yBar, pBar);
                assertThat(yBar.part(0)).as(method.name()).containsExactly(byStart, within(tolerance));
                assertThat(pBar.part(0)).as(method.name()).containsExactly(byField, within(tolerance));
                assertThat(pBar.part(1)).as(method.name()).containsExactly(byOwn, within(tolerance));
            }
        }
    }
}
