package org.kutta.nn.recipe;

import com.google.common.collect.ImmutableList;
import org.kutta.nn.scheme.StageGate;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/** Networks of schemes that no Butcher tableau gives, and of tableaus in other wirings than a residual stack. */
final class SchemeRecipes {
    private static final int WIDTH = 8;
    private static final String OWN = "per_block";
    private static final String STAGE = "per_stage";
    private static final String SHARED = "shared_in_block";
    private static final String OTHER_FIELDS =
            "every block has weights of its own, and the first blocks of the stages change the shape";

    private SchemeRecipes() {}

    static ImmutableList<NetworkRecipe> all() {
        ImmutableList.Builder<NetworkRecipe> all = ImmutableList.builder();
        for (int blocks : new int[] {3, 9}) {
            StagedNetwork sizes = sizes(blocks);
            all.add(recipe(
                    "lm-resnet-" + sizes.depth(2),
                    "lm2",
                    OWN,
                    sizes.depth(2),
                    OTHER_FIELDS,
                    SchemeNetworks.lmResNet(sizes)));
        }
        StagedNetwork small = sizes(3);
        all.add(recipe(
                "lm-resnet-20-stochastic",
                "lm2",
                OWN,
                small.depth(2),
                OTHER_FIELDS + "; branches are dropped at random",
                SchemeNetworks.lmResNet(small, 0.8)));
        all.add(recipe(
                "polynet", "poly2", SHARED, sizes(2).depth(4), OTHER_FIELDS, SchemeNetworks.polyNet(sizes(2), 2)));
        all.add(recipe("revnet", "revnet", OWN, small.depth(4), OTHER_FIELDS, SchemeNetworks.revNet(small)));
        all.add(recipe("momentum", "momentum", OWN, small.depth(2), OTHER_FIELDS, SchemeNetworks.momentum(small, 0.9)));
        all.add(recipe(
                "midpoint-reversible",
                "midpoint2",
                OWN,
                small.depth(2),
                OTHER_FIELDS,
                SchemeNetworks.midpoint(small, 0.5)));
        all.add(recipe(
                "leapfrog-reversible",
                "leapfrog",
                OWN,
                small.depth(2),
                OTHER_FIELDS,
                SchemeNetworks.leapfrog(small, 0.7)));
        all.add(recipe(
                "fractalnet",
                "fractal",
                OWN,
                2 * (1 + 4) + 1,
                "no path through a block is the identity",
                SchemeNetworks.fractalNet(WIDTH, 2, 3)));
        all.add(recipe(
                "densenet",
                "dense",
                OWN,
                1 + 3 * 4 + 2 + 1,
                "the state grows with every layer",
                SchemeNetworks.denseNet(2 * WIDTH, WIDTH, 4, 4, 4)));
        all.add(transformer("transformer-rk2", Tableaus.HEUN2, StageGate.SOFTMAX));
        all.add(transformer("transformer-rk4", Tableaus.RK4, StageGate.COEFFICIENTS));
        // The way down and up again: a block of 4 stages on both sides of each of 2 levels and one below, convolutions
        // of the changes of size and width.
        all.add(recipe(
                "unet-rk4",
                "rk4",
                STAGE,
                1 + 5 * 4 * 2 + 2 * 3 + 1,
                "every stage has weights of its own, and sizes change between blocks",
                SchemeNetworks.unet(Tableaus.RK4, WIDTH, 2)));
        all.add(recipe(
                "repvgg-midpoint",
                "midpoint",
                STAGE,
                3 * (1 + 2 * 2) + 1,
                "every stage has weights of its own",
                SchemeNetworks.repVgg(Tableaus.MIDPOINT, WIDTH, 3, 2)));
        return all.build();
    }

    private static StagedNetwork sizes(int blocks) {
        return new StagedNetwork(WIDTH, 3, blocks, 2);
    }

    /** Depth counts the patches, the projections and dense layers of a field as often as a step evaluates it, and the classifier. */
    private static NetworkRecipe transformer(String name, ButcherTableau tableau, StageGate gate) {
        int layers = 2;
        return recipe(
                name,
                tableau.name(),
                SHARED,
                2 + layers * tableau.stages() * 4,
                "the weights of the stages are learned, so that a trained step has no order",
                SchemeNetworks.transformer(tableau, gate, 4 * WIDTH, 4, layers, 4));
    }

    private static NetworkRecipe recipe(
            String name, String scheme, String weights, int depth, String reason, NetworkRecipe.Form form) {
        return new NetworkRecipe(name, "discrete", scheme, weights, depth, false, reason, form);
    }
}
