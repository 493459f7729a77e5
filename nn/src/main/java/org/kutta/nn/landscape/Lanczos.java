package org.kutta.nn.landscape;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.kutta.solver.Checks;

/**
 * Lanczos iteration for the ends of the spectrum of a Hessian.
 *
 * <p>Every new vector is made orthogonal to all before it, twice: without that, rounding lets converged eigenvalues come back as copies. A random start has a
 * part along every eigenvector, with probability 1.
 *
 * @param maxSteps most Hessian products, at least 2; each keeps one vector of the parameters' length
 * @param tolerance residual of both ends, relative to the larger in magnitude, at which the iteration ends
 * @param seed seed of the start vector
 * @see "Golub, Van Loan: Matrix computations, 4th ed., section 10.3"
 */
public record Lanczos(int maxSteps, double tolerance, long seed) {

    /**
     * Checks the settings.
     *
     * @param maxSteps at least 2
     * @param tolerance at least 0
     * @param seed seed of the start vector
     */
    public Lanczos {
        Checks.atLeast("Lanczos steps", maxSteps, 2);
        Checks.notNegative("Lanczos tolerance", tolerance);
    }

    /** {@return at most 40 products, until the residuals are below 1e-3} */
    public static Lanczos usual() {
        return new Lanczos(40, 1e-3, 1);
    }

    /**
     * Finds the ends of the spectrum at a point.
     *
     * @param loss the loss, bound with gradients
     * @param point the parameters; not modified
     * @return the eigenvalues; NaN if a product is not finite
     */
    public HessianEnds ends(BoundLoss loss, double[] point) {
        int size = point.length;
        List<double[]> basis = new ArrayList<>();
        int most = Math.min(maxSteps, size);
        double[] diagonal = new double[most];
        double[] offDiagonal = new double[most];
        double[] vector = start(size);
        int steps = 0;
        Ritz ritz = new Ritz(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        while (steps < most) {
            basis.add(vector);
            double[] next = new double[size];
            loss.hessianProduct(point, vector, next);
            diagonal[steps] = Vectors.dot(vector, next);
            double before = Vectors.norm(next);
            orthogonalize(next, basis);
            orthogonalize(next, basis);
            double rest = Vectors.norm(next);
            offDiagonal[steps] = rest;
            steps++;
            if (!Double.isFinite(before)) {
                ritz = new Ritz(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
                break;
            }
            ritz = Ritz.of(diagonal, offDiagonal, steps);
            // The rest is rounding: the vectors so far span all that the start reaches.
            boolean closed = rest <= 8 * Math.ulp(1.0) * before * Math.sqrt(size);
            if (closed || ritz.error() <= tolerance * ritz.magnitude()) {
                break;
            }
            Vectors.scale(1 / rest, next);
            vector = next;
        }
        return new HessianEnds(
                ritz.smallest, ritz.largest, ritz.smallestError, ritz.largestError, steps, loss.hasExactProducts());
    }

    private double[] start(int size) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] vector = new double[size];
        for (int i = 0; i < size; i++) {
            vector[i] = random.nextGaussian();
        }
        Vectors.scale(1 / Vectors.norm(vector), vector);
        return vector;
    }

    private static void orthogonalize(double[] vector, List<double[]> basis) {
        for (double[] other : basis) {
            Vectors.combine(vector, -Vectors.dot(vector, other), other, vector);
        }
    }

    /** Ends of the spectrum of the tridiagonal matrix of the steps so far, with the residuals of their vectors. */
    private record Ritz(double smallest, double largest, double smallestError, double largestError) {

        static Ritz of(double[] diagonal, double[] offDiagonal, int steps) {
            RealMatrix matrix = MatrixUtils.createRealMatrix(steps, steps);
            for (int i = 0; i < steps; i++) {
                matrix.setEntry(i, i, diagonal[i]);
                if (i + 1 < steps) {
                    matrix.setEntry(i, i + 1, offDiagonal[i]);
                    matrix.setEntry(i + 1, i, offDiagonal[i]);
                }
            }
            EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(matrix);
            int first = 0;
            int last = 0;
            for (int i = 1; i < steps; i++) {
                first = eigen.getEigenvalue(i) < eigen.getEigenvalue(first) ? i : first;
                last = eigen.getEigenvalue(i) > eigen.getEigenvalue(last) ? i : last;
            }
            double rest = offDiagonal[steps - 1];
            return new Ritz(
                    eigen.getEigenvalue(first),
                    eigen.getEigenvalue(last),
                    rest * Math.abs(eigen.getEigenvector(first).getEntry(steps - 1)),
                    rest * Math.abs(eigen.getEigenvector(last).getEntry(steps - 1)));
        }

        double error() {
            return Math.max(smallestError, largestError);
        }

        double magnitude() {
            return Math.max(Math.abs(smallest), Math.abs(largest));
        }
    }
}
