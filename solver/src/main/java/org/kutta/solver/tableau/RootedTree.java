package org.kutta.solver.tableau;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rooted tree: one order condition of a Runge-Kutta method belongs to each.
 *
 * <p>A tree of more than one vertex is a smaller tree, {@link #base}, with one more child {@link #graft} at its root; children
 * come in the order of non-increasing {@link #index}, so that each tree has one form.
 *
 * @see "Hairer, Norsett, Wanner: Solving Ordinary Differential Equations I, 2nd ed., section II.2"
 */
final class RootedTree {

    private static final RootedTree VERTEX = new RootedTree(null, null, 0);
    private static final List<ImmutableList<RootedTree>> BY_ORDER = new ArrayList<>(List.of(ImmutableList.of(VERTEX)));

    /** Position among all trees, by order first. */
    final int index;

    /** Number of vertices. */
    final int order;

    /** The product of the orders of all subtrees: the order condition is {@code sum(b_i Phi_i) = 1 / density}. */
    final long density;

    /** The number of ways to map the tree onto itself. */
    final long symmetry;

    private final @Nullable RootedTree base;
    private final @Nullable RootedTree graft;
    private final int multiplicity;

    private RootedTree(@Nullable RootedTree base, @Nullable RootedTree graft, int index) {
        this.base = base;
        this.graft = graft;
        this.index = index;
        if (base == null || graft == null) {
            order = 1;
            density = 1;
            symmetry = 1;
            multiplicity = 0;
        } else {
            order = base.order + graft.order;
            density = base.density / base.order * order * graft.density;
            multiplicity = base.graft == graft ? base.multiplicity + 1 : 1;
            symmetry = base.symmetry * graft.symmetry * multiplicity;
        }
    }

    /** All trees of {@code order} vertices; 1, 1, 2, 4, 9, 20, 48, 115, 286, 719 of them for orders from 1. */
    static ImmutableList<RootedTree> ofOrder(int order) {
        synchronized (BY_ORDER) {
            while (BY_ORDER.size() < order) {
                BY_ORDER.add(nextOrder());
            }
            return BY_ORDER.get(order - 1);
        }
    }

    private static ImmutableList<RootedTree> nextOrder() {
        int order = BY_ORDER.size() + 1;
        int index = BY_ORDER.stream().mapToInt(List::size).sum();
        ImmutableList.Builder<RootedTree> trees = ImmutableList.builder();
        for (int rest = 1; rest < order; rest++) {
            for (RootedTree base : BY_ORDER.get(order - rest - 1)) {
                for (RootedTree graft : BY_ORDER.get(rest - 1)) {
                    if (base.graft == null || graft.index <= base.graft.index) {
                        trees.add(new RootedTree(base, graft, index++));
                    }
                }
            }
        }
        return trees.build();
    }

    /** The tree without its last child; null for the single vertex. */
    @Nullable
    RootedTree base() {
        return base;
    }

    /** The last child of the root; null for the single vertex. */
    @Nullable
    RootedTree graft() {
        return graft;
    }

    /** Bracket notation: {@code t} is the single vertex, {@code [t,[t]]} a root with the children {@code t} and {@code [t]}. */
    @Override
    public String toString() {
        if (base == null || graft == null) {
            return "t";
        }
        StringBuilder text = new StringBuilder("]");
        for (RootedTree rest = this; rest.base != null && rest.graft != null; rest = rest.base) {
            text.insert(0, rest.graft).insert(0, rest.base.graft == null ? '[' : ',');
        }
        return text.toString();
    }
}
