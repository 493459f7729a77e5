package org.kutta.solver.tableau;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elementary weights {@code Phi_i(tree)} of a tableau, each computed when first needed, and once.
 *
 * <p>{@code Phi_i} of a root with children {@code u, v, ...} is {@code (A Phi(u))_i * (A Phi(v))_i * ...}. Beside the coefficients
 * themselves the same is computed for their absolute values in double: the scale against which a decimal residual is small.
 */
final class ElementaryWeights {

    private final ButcherTableau tableau;
    private final int rows;
    private final List<@Nullable Coefficient @Nullable []> weights = new ArrayList<>();
    private final List<@Nullable Coefficient @Nullable []> stageSums = new ArrayList<>();
    private final List<double @Nullable []> magnitudes = new ArrayList<>();

    ElementaryWeights(ButcherTableau tableau) {
        this.tableau = tableau;
        rows = tableau.stages() + tableau.denseStages();
    }

    /** {@code sum_i b_i Phi_i(tree)}; {@code b} may be shorter than the rows. */
    Coefficient weigh(List<Coefficient> b, RootedTree tree) {
        Coefficient sum = Coefficient.ZERO;
        for (int i = 0; i < b.size(); i++) {
            if (!b.get(i).isZero()) {
                sum = sum.add(b.get(i).multiply(weight(tree, i)));
            }
        }
        return sum;
    }

    /** Whether {@code residual} of the condition of {@code tree} is zero, as far as the digits of the coefficients tell. */
    boolean isZero(Coefficient residual, List<Coefficient> b, RootedTree tree) {
        if (residual.isExact()) {
            return residual.isZero();
        }
        double[] phi = magnitudes(tree);
        double magnitude = 1.0 / tree.density;
        for (int i = 0; i < b.size(); i++) {
            magnitude += Math.abs(b.get(i).doubleValue()) * phi[i];
        }
        return DecimalTolerance.isZero(residual, tree.order, magnitude);
    }

    private Coefficient weight(RootedTree tree, int i) {
        RootedTree base = tree.base();
        RootedTree graft = tree.graft();
        if (base == null || graft == null) {
            return Coefficient.ONE;
        }
        @Nullable Coefficient[] row = row(weights, tree);
        Coefficient known = row[i];
        if (known != null) {
            return known;
        }
        Coefficient weight = stageSum(graft, i).multiply(weight(base, i));
        row[i] = weight;
        return weight;
    }

    /** {@code (A Phi(tree))_i}. */
    private Coefficient stageSum(RootedTree tree, int i) {
        @Nullable Coefficient[] row = row(stageSums, tree);
        Coefficient known = row[i];
        if (known != null) {
            return known;
        }
        Coefficient sum = Coefficient.ZERO;
        for (int j = 0; j < i; j++) {
            if (!tableau.exactA(i, j).isZero()) {
                sum = sum.add(tableau.exactA(i, j).multiply(weight(tree, j)));
            }
        }
        row[i] = sum;
        return sum;
    }

    private @Nullable Coefficient[] row(List<@Nullable Coefficient @Nullable []> memo, RootedTree tree) {
        @Nullable Coefficient[] known = get(memo, tree.index);
        if (known == null) {
            known = new @Nullable Coefficient[rows];
            memo.set(tree.index, known);
        }
        return known;
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
