package org.kutta.solver.tableau;

/**
 * When a residual counts as zero.
 *
 * <p>An exact residual must be zero. A decimal one may carry the rounding of the decimals it was made of: a relative {@value #UNIT}
 * of each factor (16 significant digits, what a double holds), so with {@code n} factors {@code n * UNIT} of the sum of absolute values.
 */
final class DecimalTolerance {

    static final double UNIT = 1e-15;

    private DecimalTolerance() {}

    /**
     * Whether a residual is zero as far as its digits tell.
     *
     * @param factors number of factors in each product that was summed
     * @param magnitude sum of the absolute values of these products
     */
    static boolean isZero(Coefficient residual, int factors, double magnitude) {
        return residual.isExact() ? residual.isZero() : Math.abs(residual.doubleValue()) <= factors * UNIT * magnitude;
    }
}
