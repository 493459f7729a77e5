package org.kutta.solver.tableau;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/**
 * What the order conditions say of one set of weights.
 *
 * @param subject which weights, for messages
 * @param claimed order that was claimed
 * @param verified largest order up to which every condition holds, looked for up to {@link TableauBuilder#MAX_ORDER}
 * @param failures conditions of order {@code verified + 1} that fail; all of them where that order was claimed, else the first
 */
record OrderCheck(String subject, int claimed, int verified, ImmutableList<OrderCondition> failures) {

    /** Checks weights that are numbers: main and embedded ones. */
    static OrderCheck of(ElementaryWeights elementary, String subject, int claimed, List<Coefficient> weights) {
        return run(elementary, subject, claimed, List.of(weights), false);
    }

    /**
     * Checks weights that are polynomials in theta, one coefficient vector per power.
     *
     * <p>The coefficient of {@code theta^k} must give {@code 1 / density} for trees of {@code k} vertices and 0 for all others.
     */
    static OrderCheck ofDense(
            ElementaryWeights elementary, String subject, int claimed, List<? extends List<Coefficient>> powers) {
        return run(elementary, subject, claimed, powers, true);
    }

    private static OrderCheck run(
            ElementaryWeights elementary,
            String subject,
            int claimed,
            List<? extends List<Coefficient>> vectors,
            boolean polynomial) {
        for (int order = 1; order <= TableauBuilder.MAX_ORDER; order++) {
            List<OrderCondition> failures = new ArrayList<>();
            for (RootedTree tree : RootedTree.ofOrder(order)) {
                for (int k = 1; k <= vectors.size(); k++) {
                    Coefficient expected =
                            polynomial && k != order ? Coefficient.ZERO : Coefficient.of(1, tree.density);
                    List<Coefficient> weights = vectors.get(k - 1);
                    Coefficient found = elementary.weigh(weights, tree);
                    if (!elementary.isZero(found.subtract(expected), weights, tree)) {
                        String power = polynomial ? " at theta^" + k : "";
                        failures.add(new OrderCondition(subject + power, tree.toString(), order, expected, found));
                    }
                }
                if (order > claimed && !failures.isEmpty()) {
                    break;
                }
            }
            if (!failures.isEmpty()) {
                return new OrderCheck(subject, claimed, order - 1, ImmutableList.copyOf(failures));
            }
        }
        return new OrderCheck(subject, claimed, TableauBuilder.MAX_ORDER, ImmutableList.of());
    }

    boolean passed() {
        return claimed == verified;
    }

    /** One line: what holds, or what fails first and how many more do. */
    String describe() {
        if (passed()) {
            return subject + " have order " + claimed;
        }
        String claim = "; order " + claimed + " is claimed, " + verified + " is verified";
        if (verified > claimed) {
            return subject + " satisfy every condition of order " + (claimed + 1) + claim;
        }
        String more = failures.size() > 1 ? " and " + (failures.size() - 1) + " more" : "";
        return failures.get(0) + more + claim;
    }
}
