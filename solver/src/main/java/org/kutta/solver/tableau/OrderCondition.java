package org.kutta.solver.tableau;

import java.util.Locale;

/**
 * An order condition that a tableau does not satisfy: {@code sum_i w_i Phi_i(tree)} is not what it must be.
 *
 * @param weights which weights {@code w} fail, such as {@code main weights b}
 * @param tree the rooted tree in bracket notation: {@code t} is the single vertex, {@code [t,[t]]} a root with two children
 * @param order number of vertices of the tree, the order that the condition belongs to
 * @param expected what the sum must be
 * @param found what the sum is
 */
public record OrderCondition(String weights, String tree, int order, Coefficient expected, Coefficient found) {

    /** {@return {@code found - expected}} */
    public Coefficient residual() {
        return found.subtract(expected);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s fail the condition of order %d at tree %s: the sum must be %s but is %s (residual %.3e)",
                weights,
                order,
                tree,
                expected,
                shortForm(found),
                residual().doubleValue());
    }

    private static String shortForm(Coefficient value) {
        String text = value.toString();
        return text.length() <= 40 ? text : String.format(Locale.ROOT, "%.17g", value.doubleValue());
    }
}
