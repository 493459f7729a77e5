package org.kutta.solver.tableau;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.analysis.polynomials.PolynomialFunction;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;

/** Where a real polynomial changes its sign on the positive axis. */
final class PolynomialRoots {

    private static final int MAX_EVALUATIONS = 1000;

    private PolynomialRoots() {}

    /** The smallest positive argument at which the sign changes; infinite where there is none. */
    static double firstSignChange(double[] coefficients) {
        PolynomialFunction polynomial = new PolynomialFunction(coefficients);
        List<Double> changes = signChanges(polynomial, rootBound(polynomial.getCoefficients()));
        return changes.isEmpty() ? Double.POSITIVE_INFINITY : changes.get(0);
    }

    /** Between two neighbouring sign changes of its derivative a polynomial is monotone, so that each bracket holds one root. */
    private static List<Double> signChanges(PolynomialFunction polynomial, double bound) {
        List<Double> changes = new ArrayList<>();
        if (polynomial.degree() == 0) {
            return changes;
        }
        List<Double> grid = new ArrayList<>(signChanges(polynomial.polynomialDerivative(), bound));
        grid.add(bound);
        double left = 0;
        double leftValue = polynomial.value(left);
        for (double right : grid) {
            double rightValue = polynomial.value(right);
            if (leftValue * Math.signum(rightValue) < 0) {
                double accuracy = 1e-14 * right;
                changes.add(new BracketingNthOrderBrentSolver(1e-15, accuracy, 5)
                        .solve(MAX_EVALUATIONS, polynomial, left, right));
            }
            if (rightValue != 0) {
                left = right;
                leftValue = rightValue;
            }
        }
        return changes;
    }

    /** Fujiwara's bound of the absolute value of all roots. */
    private static double rootBound(double[] p) {
        int n = p.length - 1;
        double largest = Arrays.stream(p).map(Math::abs).max().orElse(0);
        if (n == 0 || largest == 0) {
            return 1;
        }
        double bound = 0;
        for (int k = 1; k <= n; k++) {
            bound = Math.max(bound, Math.pow(Math.abs(p[n - k] / p[n]), 1.0 / k));
        }
        return 2 * bound + 1;
    }
}
