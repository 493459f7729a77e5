package org.kutta.solver.dense;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;

/** Solves the small linear systems that fix an interpolation polynomial. */
final class SmallSystem {

    private SmallSystem() {}

    /** The matrix X of {@code matrix X = right}. */
    static double[][] solve(double[][] matrix, double[][] right) {
        return new LUDecomposition(new Array2DRowRealMatrix(matrix, false))
                .getSolver()
                .solve(new Array2DRowRealMatrix(right, false))
                .getData();
    }
}
