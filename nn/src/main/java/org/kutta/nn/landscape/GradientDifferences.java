package org.kutta.nn.landscape;

import java.util.Arrays;

/** Hessian products as {@code (g(x + e v) - g(x - e v)) / 2e}. */
final class GradientDifferences {
    private GradientDifferences() {}

    /**
     * The step {@code |e v|} balances the truncation error, of order {@code e^2}, with the rounding of the gradients, of order {@code u / e}; it grows
     * with the largest parameter, whose own rounding would spoil a smaller one.
     */
    static void hessianProduct(BoundLoss loss, double[] point, double[] direction, double[] product) {
        double length = Vectors.norm(direction);
        if (length == 0) {
            Arrays.fill(product, 0);
            return;
        }
        double largest = 1;
        for (double value : point) {
            largest = Math.max(largest, Math.abs(value));
        }
        double e = Math.cbrt(loss.unitRoundoff()) * largest / length;
        double[] shifted = new double[point.length];
        double[] before = new double[point.length];
        Vectors.combine(point, -e, direction, shifted);
        loss.lossAndGradient(shifted, before);
        Vectors.combine(point, e, direction, shifted);
        loss.lossAndGradient(shifted, product);
        for (int i = 0; i < product.length; i++) {
            product[i] = (product[i] - before[i]) / (2 * e);
        }
    }
}
