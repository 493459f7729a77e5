package org.kutta.solver.tableau;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elementary weights {@code Phi_i(tree)} of a tableau, each computed once.
 *
 * <p>{@code Phi_i} of a root with children {@code u, v, ...} is {@code (A Phi(u))_i * (A Phi(v))_i * ...}. Beside the coefficients
 * themselves the same is computed for their absolute values in double: the scale against which a decimal residual is small.
 */
final class ElementaryWeights {

    private final ButcherTableau tableau;
    private final int rows;
    private final boolean exact;
    private final List<Coefficient @Nullable []> weights = new ArrayList<>();
    private final List<Coefficient @Nullable []> stageSums = new ArrayList<>();
    private final List<double @Nullable []> magnitudes = new ArrayList<>();

    ElementaryWeights(ButcherTableau tableau) {
        this.tableau = tableau;
        rows = tableau.stages() + tableau.denseStages();
        exact = tableau.exact();
    }

    /** {@code sum_i b_i Phi_i(tree)}; {@code b} may be shorter than the rows. */
    Coefficient weigh(List<Coefficient> b, RootedTree tree) {
        Coefficient[] phi = weights(tree);
        Coefficient sum = Coefficient.ZERO;
        for (int i = 0; i < b.size(); i++) {
            sum = sum.add(b.get(i).multiply(phi[i]));
        }
        return sum;
    }

    /** Whether {@code residual} of the condition of {@code tree} is zero, as far as the digits of the coefficients tell. */
    boolean isZero(Coefficient residual, List<Coefficient> b, RootedTree tree) {
        if (exact) {
            return residual.isZero();
        }
        double[] phi = magnitudes(tree);
        double magnitude = 1.0 / tree.density;
        for (int i = 0; i < b.size(); i++) {
            magnitude += Math.abs(b.get(i).doubleValue()) * phi[i];
        }
        return DecimalTolerance.isZero(residual, tree.order, magnitude);
    }

    private Coefficient[] weights(RootedTree tree) {
        Coefficient[] known = get(weights, tree.index);
        if (known != null) {
            return known;
        }
        Coefficient[] phi = new Coefficient[rows];
        RootedTree base = tree.base();
        RootedTree graft = tree.graft();
        if (base == null || graft == null) {
            Arrays.fill(phi, Coefficient.ONE);
        } else {
            Coefficient[] left = weights(base);
            Coefficient[] right = stageSums(graft);
            Arrays.setAll(phi, i -> left[i].multiply(right[i]));
        }
        weights.set(tree.index, phi);
        return phi;
    }

    /** {@code A Phi(tree)}. */
    private Coefficient[] stageSums(RootedTree tree) {
        Coefficient[] known = get(stageSums, tree.index);
        if (known != null) {
            return known;
        }
        Coefficient[] phi = weights(tree);
        Coefficient[] sums = new Coefficient[rows];
        for (int i = 0; i < rows; i++) {
            Coefficient sum = Coefficient.ZERO;
            for (int j = 0; j < i; j++) {
                sum = sum.add(tableau.exactA(i, j).multiply(phi[j]));
            }
            sums[i] = sum;
        }
        stageSums.set(tree.index, sums);
        return sums;
    }

    private double[] magnitudes(RootedTree tree) {
        double[] known = get(magnitudes, tree.index);
        if (known != null) {
            return known;
        }
        double[] phi = new double[rows];
        RootedTree base = tree.base();
        RootedTree graft = tree.graft();
        if (base == null || graft == null) {
            Arrays.fill(phi, 1);
        } else {
            double[] left = magnitudes(base);
            double[] right = magnitudes(graft);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < i; j++) {
                    phi[i] += Math.abs(tableau.a(i, j)) * right[j];
                }
                phi[i] *= left[i];
            }
        }
        magnitudes.set(tree.index, phi);
        return phi;
    }

    private static <T> @Nullable T get(List<@Nullable T> memo, int index) {
        while (memo.size() <= index) {
            memo.add(null);
        }
        return memo.get(index);
    }
}
