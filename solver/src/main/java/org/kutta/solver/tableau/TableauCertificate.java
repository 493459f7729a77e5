package org.kutta.solver.tableau;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the rooted-tree order conditions prove of a tableau, and the figures that describe it.
 *
 * <p>For each rooted tree {@code sum_i b_i Phi_i(tree) = 1 / density(tree)} is checked: for the main weights and every embedded solution at all orders up to
 * the one claimed, and for the dense weights at every power of theta. The next order must fail, so that a claim is neither
 * too high nor too low. Residuals of exact coefficients are exact. Those of decimals count as zero up to 1e-15 per factor of a product,
 * relative to the sum of absolute products: what 16 significant digits can tell.
 *
 * @see "Hairer, Norsett, Wanner: Solving Ordinary Differential Equations I, 2nd ed., sections II.2, II.4 and II.6"
 */
public final class TableauCertificate {

    private final ButcherTableau tableau;
    private final ImmutableList<OrderCheck> checks;
    private final StabilityFunction stability;
    private final double principalErrorNorm;

    TableauCertificate(ButcherTableau tableau) {
        this.tableau = tableau;
        ElementaryWeights elementary = new ElementaryWeights(tableau);
        List<Coefficient> main = vector(tableau.stages(), tableau::exactB);
        List<OrderCheck> all = new ArrayList<>();
        all.add(OrderCheck.of(elementary, "main weights b", tableau.order(), main));
        for (int k = 0; k < tableau.errorEstimates(); k++) {
            int estimate = k;
            String subject = tableau.errorEstimates() == 1 ? "embedded weights" : "embedded weights " + (k + 1);
            List<Coefficient> weights = vector(tableau.stages(), i -> tableau.exactEmbedded(estimate, i));
            all.add(OrderCheck.of(elementary, subject, tableau.embeddedOrder(k), weights));
        }
        if (tableau.denseDegree() > 0) {
            int rows = tableau.stages() + tableau.denseStages();
            List<List<Coefficient>> powers = IntStream.rangeClosed(1, tableau.denseDegree())
                    .mapToObj(power -> vector(rows, i -> tableau.exactDense(i, power)))
                    .collect(Collectors.toList());
            all.add(OrderCheck.ofDense(elementary, "dense weights", tableau.denseOrder(), powers));
        }
        checks = ImmutableList.copyOf(all);
        stability = new StabilityFunction(tableau);
        principalErrorNorm = errorNorm(elementary, main, verifiedOrder() + 1);
    }

    private static List<Coefficient> vector(int size, IntFunction<Coefficient> entry) {
        return IntStream.range(0, size).mapToObj(entry).collect(ImmutableList.toImmutableList());
    }

    private static double errorNorm(ElementaryWeights elementary, List<Coefficient> weights, int order) {
        double sum = 0;
        for (RootedTree tree : RootedTree.ofOrder(order)) {
            Coefficient residual = elementary.weigh(weights, tree).subtract(Coefficient.of(1, tree.density));
            double scaled = residual.doubleValue() / tree.symmetry;
            sum += scaled * scaled;
        }
        return Math.sqrt(sum);
    }

    /** {@return the tableau that was examined} */
    public ButcherTableau tableau() {
        return tableau;
    }

    /** {@return whether all weights have exactly the orders claimed} */
    public boolean passed() {
        return checks.stream().allMatch(OrderCheck::passed);
    }

    /**
     * Refuses a tableau whose claims are wrong.
     *
     * @return this certificate
     * @throws IllegalArgumentException if it did not pass; the message names the weights, the tree, the order, both values and the residual
     */
    @CanIgnoreReturnValue
    public TableauCertificate requirePassed() {
        if (!passed()) {
            throw new IllegalArgumentException("tableau " + tableau.name() + ": " + String.join("; ", problems()));
        }
        return this;
    }

    /** {@return what is wrong, one sentence for each set of weights that has not exactly its claimed order; empty if passed} */
    public ImmutableList<String> problems() {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(OrderCheck::describe)
                .collect(ImmutableList.toImmutableList());
    }

    /** {@return the order conditions that fail although their order was claimed, by ascending order for each set of weights} */
    public ImmutableList<OrderCondition> failures() {
        return checks.stream()
                .filter(check -> check.verified() < check.claimed())
                .flatMap(check -> check.failures().stream())
                .collect(ImmutableList.toImmutableList());
    }

    /** {@return the order of the main weights} */
    public int verifiedOrder() {
        return checks.get(0).verified();
    }

    /** {@return the order of the first embedded solution, 0 where there is none} */
    public int verifiedEmbeddedOrder() {
        return tableau.adaptive() ? verifiedEmbeddedOrder(0) : 0;
    }

    /**
     * The order of an embedded solution.
     *
     * @param estimate below {@link ButcherTableau#errorEstimates()}
     * @return its order
     */
    public int verifiedEmbeddedOrder(int estimate) {
        if (!(estimate >= 0 && estimate < tableau.errorEstimates())) {
            throw new IndexOutOfBoundsException(
                    "estimate (" + estimate + ") must be in 0 .. " + (tableau.errorEstimates() - 1));
        }
        return checks.get(1 + estimate).verified();
    }

    /** {@return the order of the tableau's own dense weights at every theta, 0 where there are none} */
    public int verifiedDenseOrder() {
        return tableau.denseDegree() > 0 ? checks.get(checks.size() - 1).verified() : 0;
    }

    /** {@return the stability polynomial and its intervals} */
    public StabilityFunction stability() {
        return stability;
    }

    /** {@return the Euclidean norm of the residuals of the first order that fails, each divided by its tree's symmetry} */
    public double principalErrorNorm() {
        return principalErrorNorm;
    }

    /** {@return the largest absolute entry of A, rows for dense output left out; 0 where A is empty} */
    public double maxAbsA() {
        double largest = 0;
        for (int i = 0; i < tableau.stages(); i++) {
            for (int j = 0; j < i; j++) {
                largest = Math.max(largest, Math.abs(tableau.a(i, j)));
            }
        }
        return largest;
    }

    /** {@return the sum of the absolute values of the main weights} */
    public double sumAbsB() {
        return IntStream.range(0, tableau.stages())
                .mapToDouble(i -> Math.abs(tableau.b(i)))
                .sum();
    }

    /** {@return the certificate as a few lines of text} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(tableau.name()).append(passed() ? ": passed" : ": FAILED").append('\n');
        for (OrderCheck check : checks) {
            text.append("  ").append(check.describe()).append('\n');
        }
        text.append(String.format(
                Locale.ROOT,
                "  stages %d (%d needed by b, %d more for dense output), FSAL %s, explicit %s\n",
                tableau.stages(),
                tableau.stackStages(),
                tableau.denseStages(),
                tableau.fsal() ? "yes" : "no",
                tableau.explicit() ? "yes" : "no"));
        text.append(String.format(
                Locale.ROOT,
                "  stable on the real axis to %.4f, on the imaginary axis to %.4f\n",
                stability.realInterval(),
                stability.imaginaryInterval()));
        text.append(String.format(
                Locale.ROOT,
                "  principal error norm %.3g, max|a| %.4g, sum|b| %.4g, variance growth %.4g\n",
                principalErrorNorm,
                maxAbsA(),
                sumAbsB(),
                tableau.varianceGrowth()));
        return text.toString();
    }
}
