package org.kutta.nn.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

class LanczosTests {
    private static final Lanczos TIGHT = new Lanczos(60, 1e-13, 3);

    @Test
    void ends_quadratic_areItsEigenvalues() {
        SplittableRandom random = new SplittableRandom(4);
        int size = 40;
        RealMatrix any = MatrixUtils.createRealMatrix(size, size);
        RealMatrix diagonal = MatrixUtils.createRealMatrix(size, size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                any.setEntry(i, j, random.nextGaussian());
            }
            diagonal.setEntry(i, i, i == 0 ? -3 : i * 0.25);
        }
        RealMatrix basis = new QRDecomposition(any).getQ();
        double[][] matrix = basis.multiply(diagonal).multiplyTransposed(basis).getData();
        HessianEnds ends = TIGHT.ends(new Quadratic(matrix, new double[size], true), new double[size]);
        assertThat(ends.smallest()).isCloseTo(-3, within(1e-11));
        assertThat(ends.largest()).isCloseTo(9.75, within(1e-11));
        assertThat(ends.nonConvexity()).isCloseTo(3 / 9.75, within(1e-11));
        assertThat(ends.exact()).isTrue();
        assertThat(ends.products()).isLessThanOrEqualTo(40);
    }

    @Test
    void ends_multipleEigenvalues_endsWhenTheSubspaceIsClosed() {
        HessianEnds ends = TIGHT.ends(Quadratic.diagonal(true, 2, 2, 2, -1, -1, 5), new double[6]);
        assertThat(ends.smallest()).isCloseTo(-1, within(1e-12));
        assertThat(ends.largest()).isCloseTo(5, within(1e-12));
        assertThat(ends.products()).isEqualTo(3);
    }

    @Test
    void ends_differences_agreeToTwoThirdsOfTheDigitsAndAreLabelled() {
        HessianEnds ends = TIGHT.ends(Quadratic.diagonal(false, -1, 2, 8), new double[] {1, 2, 3});
        // A quadratic has no truncation error: what is left is rounding over the step, 2^-53 / cbrt(2^-53) times the
        // gradient.
        assertThat(ends.smallest()).isCloseTo(-1, within(1e-9));
        assertThat(ends.largest()).isCloseTo(8, within(1e-9));
        assertThat(ends.exact()).isFalse();
    }

    @Test
    void ends_gradientNotFinite_areNaN() {
        HessianEnds ends = TIGHT.ends(Quadratic.diagonal(true, 1, Double.NaN), new double[2]);
        assertThat(ends.largest()).isNaN();
        assertThat(ends.smallest()).isNaN();
    }

    @Test
    void solveLoss_heapField_hasExactProductsThatDifferencesConfirm() {
        Sequential layer = Sequential.of(Dense.of(6), new Tanh(), Dense.of(2));
        HeapField start = HeapField.of(layer, 2, 1L);
        double[] point = start.parameters().clone();
        SplittableRandom random = new SplittableRandom(2);
        double[] starts = random.doubles(10, -1, 1).toArray();
        double[] targets = random.doubles(10, -1, 1).toArray();
        OdeSolver solver = OdeSolver.onMesh(Tableaus.RK4, Mesh.uniform(0, 1, 4));
        SolveLoss loss = new SolveLoss(
                p -> HeapField.of(layer, 2, p).singleThreaded(), point.length, solver, 0, 1, starts, targets);
        double[] direction = random.doubles(point.length, -1, 1).toArray();
        double[] exact = new double[point.length];
        double[] differences = new double[point.length];
        try (BoundLoss bound = loss.bind(true)) {
            assertThat(bound.hasExactProducts()).isTrue();
            bound.hessianProduct(point, direction, exact);
            GradientDifferences.hessianProduct(bound, point, direction, differences);
            double[] gradient = new double[point.length];
            assertThat(bound.lossAndGradient(point, gradient)).isEqualTo(bound.loss(point));
            double[] moved = new double[point.length];
            Vectors.combine(point, 1e-5, direction, moved);
            double up = bound.loss(moved);
            Vectors.combine(point, -1e-5, direction, moved);
            assertThat(Vectors.dot(gradient, direction)).isCloseTo((up - bound.loss(moved)) / 2e-5, within(1e-8));
        }
        double scale = Vectors.norm(exact);
        Vectors.combine(exact, -1, differences, differences);
        assertThat(Vectors.norm(differences)).isLessThan(1e-8 * scale);
        try (BoundLoss bound = loss.bind(true)) {
            assertThat(Lanczos.usual().ends(bound, point).exact()).isTrue();
        }
    }
}
