package org.kutta.adjoint.tangent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.adjoint.TestFields;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.tableau.Tableaus;

class HessianProductTests {
    private static final DoubleArraySpace SPACE = DoubleArraySpace.INSTANCE;
    private static final double[] Y0 = {0.5, -0.2, 0.3};

    /** {@code L(y) = sum of sin(y_i)}. */
    private static final FinalLoss<double[]> LOSS = new FinalLoss<>() {
        @Override
        public void gradient(double[] y, double[] yBar) {
            for (int i = 0; i < y.length; i++) {
                yBar[i] = Math.cos(y[i]);
            }
        }

        @Override
        public void hessianProduct(double[] y, double[] yDot, double[] result) {
            for (int i = 0; i < y.length; i++) {
                result[i] = -Math.sin(y[i]) * yDot[i];
            }
        }
    };

    private final DifferentiableField<double[]> field = TestFields.tanh(3, 5, 17);
    private final double[] y0Dot = {1, -0.5, 0.2};
    private final double[] parametersDot = new double[field.parameters().length];

    HessianProductTests() {
        for (int i = 0; i < parametersDot.length; i++) {
            parametersDot[i] = Math.cos(i);
        }
    }

    /** Gradient on a mesh at a point shifted along the direction: initial state, then parameters. */
    private double[][] gradientAt(Mesh mesh, double e) {
        double[] p = field.parameters();
        double[] kept = p.clone();
        double[] start = Y0.clone();
        SPACE.axpy(e, y0Dot, start);
        SPACE.axpy(e, parametersDot, p);
        try (GradientSolve<double[]> solve =
                DiscreteAdjoint.storeAll().bind(OdeSolver.onMesh(Tableaus.DOPRI5, mesh), SPACE, field, Y0)) {
            double[] end = solve.forward(0, 1.5, start).finalState();
            double[] bar = new double[3];
            LOSS.gradient(end, bar);
            double[][] gradient = {new double[3], new double[p.length]};
            solve.backward(bar, gradient[0], gradient[1]);
            return gradient;
        } finally {
            SPACE.copy(kept, p);
        }
    }

    private double[][] expected(Mesh mesh) {
        double e = 1e-3;
        double[][] sum = new double[2][];
        double[] weights = {1 / (12 * e), -8 / (12 * e), 8 / (12 * e), -1 / (12 * e)};
        double[] shifts = {-2 * e, -e, e, 2 * e};
        for (int i = 0; i < 4; i++) {
            double[][] gradient = gradientAt(mesh, shifts[i]);
            for (int part = 0; part < 2; part++) {
                if (sum[part] == null) {
                    sum[part] = new double[gradient[part].length];
                }
                SPACE.axpy(weights[i], gradient[part], sum[part]);
            }
        }
        return sum;
    }

    private void assertProducts(HessianProduct<double[]> products, double tolerance) {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-5, 1e-7);
        Mesh mesh;
        try (BoundField<double[]> bound = field.bind(Y0)) {
            mesh = solver.save(Save.mesh()).solve(bound, 0, 1.5, Y0).mesh();
        }
        double[][] expected = expected(mesh);
        for (int again = 0; again < 2; again++) {
            double[] y0Product = new double[3];
            double[] parametersProduct = new double[parametersDot.length];
            products.multiply(LOSS, 0, 1.5, Y0, y0Dot, parametersDot, y0Product, parametersProduct);
            assertThat(y0Product).containsExactly(expected[0], within(tolerance));
            assertThat(parametersProduct).containsExactly(expected[1], within(tolerance));
        }
        products.close();
    }

    @Test
    void multiply_fieldWithTangents_isExactOnTheMesh() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-5, 1e-7);
        for (DiscreteAdjoint method :
                new DiscreteAdjoint[] {DiscreteAdjoint.storeAll(), DiscreteAdjoint.checkpointed(3)}) {
            HessianProduct<double[]> products = HessianProduct.bind(method, solver, SPACE, field, Y0);
            assertThat(products.isExact()).isTrue();
            assertProducts(products, 1e-9);
        }
    }

    @Test
    void multiply_byDifferences_agreesToTwoThirdsOfTheDigits() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-5, 1e-7);
        double[] before = field.parameters().clone();
        HessianProduct<double[]> products =
                HessianProduct.differences(DiscreteAdjoint.storeAll(), solver, SPACE, field, Y0);
        assertThat(products.isExact()).isFalse();
        assertProducts(products, 1e-6);
        assertThat(field.parameters()).containsExactly(before);
    }

    @Test
    void bind_fieldWithoutTangents_usesDifferences() {
        try (HessianProduct<double[]> products = HessianProduct.bind(
                DiscreteAdjoint.storeAll(), OdeSolver.fixed(Tableaus.RK4, 3), SPACE, new WithoutTangents(), Y0)) {
            assertThat(products.isExact()).isFalse();
        }
    }

    /** {@code y' = 0}, with the plainest of linearizations. */
    private static final class WithoutTangents implements DifferentiableField<double[]> {
        @Override
        public ParameterLayout layout() {
            return ParameterLayout.empty();
        }

        @Override
        public double[] parameters() {
            return new double[0];
        }

        @Override
        public BoundField<double[]> bind(double[] like) {
            return new BoundField<>() {
                @Override
                public void evaluate(double t, double[] y, double[] dydt) {
                    SPACE.setZero(dydt);
                }

                @Override
                public Linearization<double[]> newLinearization() {
                    return new Nothing();
                }

                @Override
                public void close() {}
            };
        }
    }

    private static final class Nothing implements Linearization<double[]> {
        @Override
        public void at(double t, double[] y, double[] dydt) {
            SPACE.setZero(dydt);
        }

        @Override
        public double pullback(double[] cotangent, double @Nullable [] yBar, double @Nullable [] parametersBar) {
            return 0;
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
