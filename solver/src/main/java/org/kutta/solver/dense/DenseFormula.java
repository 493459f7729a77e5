package org.kutta.solver.dense;

import org.kutta.solver.tableau.ButcherTableau;

/**
 * Dense output of a tableau as numbers: {@code y(t + theta * dt) = y + dt * sum(b_i(theta) * k_i)}, with polynomial weights {@code b_i} over the
 * stages of the step and, where those do not suffice, over further rows that are evaluated only when a value inside the step is wanted.
 *
 * <p>A tableau's own weights are taken where it has them. Otherwise the cubic Hermite polynomial through both ends is taken, which
 * keeps the order of methods up to order 4. Above, and where steps are chosen by an error of order 5, it is raised degree by degree by
 * bootstrapping: the polynomial of degree {@code m} is evaluated at {@code m - 2} points, the field is evaluated there, and these slopes, the ends and
 * their slopes fix a polynomial of degree {@code m + 1}. So values inside a step are as good as those at its ends: 1 further evaluation a step at order 5
 * and for Fehlberg's 4(5), 3 at order 6, 10 at order 8. All points lie inside the step.
 *
 * @see "Hairer, Norsett, Wanner: Solving Ordinary Differential Equations I, 2nd ed., section II.6"
 */
final class DenseFormula {

    /** Rows of the tableau that a step evaluates, before the further ones. */
    final int stages;

    /** All rows. */
    final int rows;

    /** The row that is the derivative at the end of the step, -1 if there is none. */
    final int endRow;

    /** Nodes of all rows. */
    final double[] c;

    /** Weights of each row over the rows before it. */
    final double[][] a;

    /** {@code weights[i][p - 1]} is the coefficient of {@code theta^p} in the weight of row {@code i}. */
    final double[][] weights;

    /** Degree in theta. */
    final int degree;

    private DenseFormula(int stages, int endRow, double[] c, double[][] a, double[][] weights) {
        this.stages = stages;
        this.rows = c.length;
        this.endRow = endRow;
        this.c = c;
        this.a = a;
        this.weights = weights;
        this.degree = weights[0].length;
    }

    static DenseFormula of(ButcherTableau tableau) {
        return tableau.denseDegree() > 0 ? own(tableau) : new Bootstrap(tableau).formula();
    }

    private static DenseFormula own(ButcherTableau tableau) {
        int rows = tableau.stages() + tableau.denseStages();
        double[] c = new double[rows];
        double[][] a = new double[rows][];
        double[][] weights = new double[rows][tableau.denseDegree()];
        for (int i = 0; i < rows; i++) {
            c[i] = tableau.c(i);
            a[i] = row(tableau, i);
            for (int p = 1; p <= tableau.denseDegree(); p++) {
                weights[i][p - 1] = tableau.dense(i, p);
            }
        }
        return new DenseFormula(tableau.stages(), tableau.fsal() ? tableau.stages() - 1 : -1, c, a, weights);
    }

    private static double[] row(ButcherTableau tableau, int i) {
        double[] row = new double[i];
        for (int j = 0; j < i; j++) {
            row[j] = tableau.a(i, j);
        }
        return row;
    }

    /** Raises the degree of Hermite interpolation. */
    private static final class Bootstrap {

        private final ButcherTableau tableau;
        private final int stages;
        private final int endRow;
        private final int degree;
        private final double[] c;
        private final double[][] a;
        private int rows;

        Bootstrap(ButcherTableau tableau) {
            this.tableau = tableau;
            this.stages = tableau.stages();
            this.endRow = tableau.fsal() ? stages - 1 : stages;
            this.degree = Math.max(3, Math.max(tableau.order(), tableau.errorPower()) - 1);
            int interior = degree - 3;
            int most = Math.max(stages, endRow + 1) + interior * (interior + 1) / 2;
            this.c = new double[most];
            this.a = new double[most][];
            for (int i = 0; i < stages; i++) {
                c[i] = tableau.c(i);
                a[i] = row(tableau, i);
            }
            c[endRow] = 1;
            a[endRow] = solutionWeights(endRow);
            rows = Math.max(stages, endRow + 1);
        }

        private double[] solutionWeights(int length) {
            double[] b = new double[length];
            for (int i = 0; i < Math.min(stages, length); i++) {
                b[i] = tableau.b(i);
            }
            return b;
        }

        DenseFormula formula() {
            double[][] weights = polynomial(3, new int[0]);
            for (int next = 4; next <= degree; next++) {
                int[] slopes = new int[next - 3];
                for (int j = 0; j < slopes.length; j++) {
                    slopes[j] = addRow((j + 1.0) / (next - 1), weights);
                }
                weights = polynomial(next, slopes);
            }
            return new DenseFormula(stages, endRow, c, a, weights);
        }

        /** A row at the value that the present polynomial has at theta. */
        private int addRow(double theta, double[][] weights) {
            c[rows] = theta;
            a[rows] = new double[rows];
            for (int i = 0; i < rows; i++) {
                double sum = 0;
                for (int p = weights[0].length; p >= 1; p--) {
                    sum = (sum + (i < weights.length ? weights[i][p - 1] : 0)) * theta;
                }
                a[rows][i] = sum;
            }
            return rows++;
        }

        /**
         * The polynomial q with q(0) = 0, q(1) = sum b_i k_i and the slopes of row 0 at 0, of the end row at 1 and of the given rows at their
         * nodes, as weights over the rows: one linear system for all rows.
         */
        private double[][] polynomial(int size, int[] slopes) {
            double[][] matrix = new double[size][size];
            double[][] right = new double[size][c.length];
            conditionSlope(matrix[0], right[0], 0, 0);
            conditionSlope(matrix[1], right[1], 1, endRow);
            for (int p = 0; p < size; p++) {
                matrix[2][p] = 1;
            }
            for (int i = 0; i < stages; i++) {
                right[2][i] = tableau.b(i);
            }
            for (int j = 0; j < slopes.length; j++) {
                conditionSlope(matrix[3 + j], right[3 + j], c[slopes[j]], slopes[j]);
            }
            double[][] coefficients = SmallSystem.solve(matrix, right);
            double[][] weights = new double[c.length][size];
            for (int i = 0; i < c.length; i++) {
                for (int p = 0; p < size; p++) {
                    weights[i][p] = coefficients[p][i];
                }
            }
            return weights;
        }

        private static void conditionSlope(double[] equation, double[] right, double theta, int row) {
            double power = 1;
            for (int p = 0; p < equation.length; p++) {
                equation[p] = (p + 1) * power;
                power *= theta;
            }
            right[row] = 1;
        }
    }

    /** The weights at a point, or those of the derivative with respect to theta. */
    void weightsAt(double theta, boolean derivative, double[] result) {
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int p = degree; p >= 1; p--) {
                sum = derivative ? sum * theta + p * weights[i][p - 1] : (sum + weights[i][p - 1]) * theta;
            }
            result[i] = sum;
        }
    }

    /**
     * Whether a row enters the values inside a step, by its own weight or through later rows that are not given.
     *
     * @param given rows that the step itself evaluates
     */
    boolean[] needed(boolean[] given) {
        boolean[] needed = new boolean[rows];
        for (int i = rows - 1; i >= 0; i--) {
            for (double weight : weights[i]) {
                needed[i] |= weight != 0;
            }
            for (int later = i + 1; later < rows; later++) {
                needed[i] |= needed[later] && !given[later] && later != endRow && a[later][i] != 0;
            }
        }
        return needed;
    }
}
