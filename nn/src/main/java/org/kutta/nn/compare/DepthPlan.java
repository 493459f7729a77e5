package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kutta.solver.Checks;
import org.kutta.solver.tableau.ButcherTableau;

/**
 * Depth arithmetic: a block of an s-stage tableau holds s sub-networks, so a network of a given depth has whole blocks for some tableaus only. At one depth all of
 * them then have the same layers, parameters and operations: {@code 50 = 2 + 2*24 = 2 + 4*12 = 2 + 8*6} for orders 1, 2 and 4.
 *
 * @param fixedLayers layers outside the sub-networks: 2 for a stem and a classifier
 * @param layersPerSubnet layers of a sub-network: 2, or 3 for a bottleneck
 * @param resolutions stages of different size, which share the blocks equally
 */
public record DepthPlan(int fixedLayers, int layersPerSubnet, int resolutions) {

    /**
     * A tableau at a depth.
     *
     * @param tableau the tableau
     * @param depth layers with weights
     * @param blocks blocks of each resolution
     */
    public record Fit(ButcherTableau tableau, int depth, int blocks) {}

    /**
     * Checks the numbers.
     *
     * @param fixedLayers at least 0
     * @param layersPerSubnet at least 1
     * @param resolutions at least 1
     */
    public DepthPlan {
        Checks.atLeast("fixed layers", fixedLayers, 0);
        Checks.atLeast("layers of a sub-network", layersPerSubnet, 1);
        Checks.atLeast("resolutions", resolutions, 1);
    }

    /** {@return the plan of the literature: stem, sub-networks of two 3x3 convolutions at one resolution, classifier} */
    public static DepthPlan ofDoubleConvolutions() {
        return new DepthPlan(2, 2, 1);
    }

    /**
     * How many blocks a number of sub-networks makes.
     *
     * @param subnets number of sub-networks
     * @param tableau the tableau
     * @return their number
     * @throws IllegalArgumentException if a block would be left with too few sub-networks
     */
    public static int wholeBlocks(int subnets, ButcherTableau tableau) {
        int stages = tableau.stackStages();
        Checks.check(
                subnets % stages == 0,
                "sub-networks (%s) must be a multiple of the %s that a block of %s takes",
                subnets,
                stages,
                tableau.name());
        return subnets / stages;
    }

    /** {@return layers that one more block at every resolution adds} */
    private int layersPerBlock(ButcherTableau tableau) {
        return layersPerSubnet * tableau.stackStages() * resolutions;
    }

    private boolean fits(int depth, ButcherTableau tableau) {
        return depth > fixedLayers && (depth - fixedLayers) % layersPerBlock(tableau) == 0;
    }

    /**
     * The depth of a network.
     *
     * @param tableau the tableau
     * @param blocks blocks of each resolution, at least 1
     * @return layers with weights
     */
    public int depth(ButcherTableau tableau, int blocks) {
        Checks.atLeast("blocks", blocks, 1);
        return fixedLayers + blocks * layersPerBlock(tableau);
    }

    /**
     * The depths at which all tableaus have whole blocks: where they can be compared fairly.
     *
     * @param tableaus the tableaus
     * @param greatest greatest depth to consider
     * @return the depths, ascending
     */
    public ImmutableIntArray depths(List<ButcherTableau> tableaus, int greatest) {
        return ImmutableIntArray.copyOf(IntStream.rangeClosed(fixedLayers + 1, greatest)
                .filter(depth -> tableaus.stream().allMatch(tableau -> fits(depth, tableau))));
    }

    /**
     * All tableaus at one depth: equal layers, parameters and operations.
     *
     * @param tableaus the tableaus
     * @param depth layers with weights
     * @return their blocks, in the order of the tableaus
     * @throws IllegalArgumentException if a tableau has no whole blocks at that depth, which would make the comparison unfair; the message says which, and names the
     *     depths nearby that suit all
     */
    public ImmutableList<Fit> fit(List<ButcherTableau> tableaus, int depth) {
        List<String> unfit = tableaus.stream()
                .filter(tableau -> !fits(depth, tableau))
                .map(ButcherTableau::name)
                .toList();
        if (!unfit.isEmpty()) {
            int period = period(tableaus);
            int below = fixedLayers + Math.max(0, depth - fixedLayers) / period * period;
            String near = below > fixedLayers ? below + " and " + (below + period) : Integer.toString(below + period);
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "depth (%d) leaves %s without whole blocks, and unequal networks cannot be compared fairly; %s suit%s all",
                    depth,
                    String.join(", ", unfit),
                    near,
                    below > fixedLayers ? "" : "s"));
        }
        return nearest(tableaus, depth);
    }

    /** Layers after which all tableaus have whole blocks again. */
    private int period(List<ButcherTableau> tableaus) {
        int period = 1;
        for (ButcherTableau tableau : tableaus) {
            int layers = layersPerBlock(tableau);
            int multiple = period;
            while (multiple % layers != 0) {
                multiple += period;
            }
            period = multiple;
        }
        return period;
    }

    /**
     * Every tableau at the depth nearest to a wanted one at which it has whole blocks: an unequal comparison, for those who want one.
     *
     * @param tableaus the tableaus
     * @param depth wanted layers with weights
     * @return their depths and blocks, in the order of the tableaus; of two depths equally near the smaller one
     */
    public ImmutableList<Fit> nearest(List<ButcherTableau> tableaus, int depth) {
        return tableaus.stream()
                .map(tableau -> {
                    int layers = layersPerBlock(tableau);
                    int blocks = Math.max(1, (depth - fixedLayers + (layers - 1) / 2) / layers);
                    return new Fit(tableau, depth(tableau, blocks), blocks);
                })
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * The arithmetic in writing.
     *
     * @param tableaus the tableaus
     * @param depth a depth that suits them all
     * @return such as {@code 50 = 2 + 2*24 = 2 + 4*12}
     * @throws IllegalArgumentException if a tableau has no whole blocks at that depth
     */
    public String explain(List<ButcherTableau> tableaus, int depth) {
        return fit(tableaus, depth).stream()
                .map(fit -> fixedLayers + " + " + layersPerBlock(fit.tableau()) + "*" + fit.blocks())
                .distinct()
                .collect(Collectors.joining(" = ", depth + " = ", ""));
    }
}
