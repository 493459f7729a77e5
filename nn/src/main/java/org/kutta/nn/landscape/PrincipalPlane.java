package org.kutta.nn.landscape;

import java.util.Arrays;
import java.util.Comparator;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.kutta.solver.Checks;

/**
 * The plane through the end of a trajectory that holds most of its squared distances from there: the two leading right singular vectors of the matrix with the rows
 * {@code w_k - w_end}, from the eigenvectors of its small Gram matrix.
 *
 * <p>Unlike the usual principal components the differences are not centred at their mean: the plane is drawn through the end, so that it is to be best there.
 *
 * @param first direction of most of the trajectory, of length 1; the trajectory begins on its positive side
 * @param second the next, orthogonal to it
 * @param firstShare share of the squared distances along the first
 * @param secondShare share along the second
 */
public record PrincipalPlane(Direction first, Direction second, double firstShare, double secondShare) {

    /**
     * Finds the plane of a trajectory.
     *
     * @param trajectory at least 3 snapshots that do not lie on a line
     * @return the plane
     * @throws IllegalArgumentException if they do, to rounding
     */
    public static PrincipalPlane of(ParameterTrajectory trajectory) {
        int count = trajectory.length() - 1;
        Checks.check(count >= 2, "snapshots", trajectory.length(), "must be at least 3 for a plane");
        double[][] ways = new double[count][];
        Arrays.setAll(ways, trajectory::fromEnd);
        RealMatrix gram = MatrixUtils.createRealMatrix(count, count);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j <= i; j++) {
                double product = Vectors.dot(ways[i], ways[j]);
                gram.setEntry(i, j, product);
                gram.setEntry(j, i, product);
            }
        }
        EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(gram);
        double[] values = eigen.getEigenvalues();
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -values[i]));
        double whole = Arrays.stream(values).sum();
        // The Gram matrix squares the singular values: below this a direction is rounding.
        Checks.check(
                values[order[1]] > 1e-14 * count * values[order[0]],
                "snapshots of a trajectory must not all lie on a line for a plane");
        return new PrincipalPlane(
                direction(ways, eigen.getEigenvector(order[0])),
                direction(ways, eigen.getEigenvector(order[1])),
                values[order[0]] / whole,
                values[order[1]] / whole);
    }

    private static Direction direction(double[][] ways, RealVector weights) {
        double[] sum = new double[ways[0].length];
        for (int k = 0; k < ways.length; k++) {
            Vectors.combine(sum, weights.getEntry(k), ways[k], sum);
        }
        double sign = Vectors.dot(sum, ways[0]) < 0 ? -1 : 1;
        Vectors.scale(sign / Vectors.norm(sum), sum);
        return Direction.owning(sum);
    }
}
