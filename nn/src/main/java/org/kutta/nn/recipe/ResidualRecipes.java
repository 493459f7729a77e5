package org.kutta.nn.recipe;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.kutta.nn.compare.DepthPlan;
import org.kutta.nn.layer.LearnedScale;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.ode.StackWeights;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/** Plain networks, ResNets and HO-ResNets: every stage of every block has weights of its own. */
final class ResidualRecipes {
    /** The tableaus of HO-ResNet. */
    static final ImmutableList<ButcherTableau> HIGHER_ORDER = ImmutableList.of(
            Tableaus.MIDPOINT,
            Tableaus.HEUN2,
            Tableaus.RALSTON2,
            Tableaus.KUTTA3,
            Tableaus.HEUN3,
            Tableaus.RK4,
            Tableaus.GILL4,
            Tableaus.KUTTA_NYSTROM5,
            Tableaus.HUTA6,
            Tableaus.VERNER89);

    private static final String OWN_WEIGHTS = "every stage has weights of its own, and first blocks change the shape";
    private static final String RELU_TOO = OWN_WEIGHTS + "; a ReLU follows every sum";
    private static final Wiring RESNET = Wiring.PerStage.withRelu(Tableaus.EULER);

    private ResidualRecipes() {}

    static ImmutableList<NetworkRecipe> all() {
        ImmutableList.Builder<NetworkRecipe> all = ImmutableList.builder();
        for (int blocks : new int[] {3, 9, 18}) {
            Wiring plain = new Wiring.Plain(Optional.of(new Relu()));
            ResidualNetwork network = SmallNetworks.threeStages(plain, SubnetForm.resNet(), blocks);
            all.add(recipe("plain-" + network.depth(), "none", "none", network, "it has no shortcuts"));
        }
        for (int blocks : new int[] {3, 5, 7, 9, 18}) {
            all.add(euler("resnet", SmallNetworks.threeStages(RESNET, SubnetForm.resNet(), blocks), RELU_TOO));
        }
        addFourStages(all);
        Wiring preActivation = Wiring.PerStage.of(Tableaus.EULER);
        for (int blocks : new int[] {9, 18}) {
            all.add(euler(
                    "preresnet",
                    SmallNetworks.threeStages(preActivation, SubnetForm.preActivationResNet(), blocks),
                    OWN_WEIGHTS));
        }
        all.add(euler(
                "preresnet",
                SmallNetworks.threeStages(
                        preActivation, SubnetForm.preActivationResNet().asBottleneck(), 18),
                OWN_WEIGHTS));
        all.add(euler(
                "resnet-projected",
                SmallNetworks.threeStages(RESNET, SubnetForm.resNet(), 3).withShortcut(Shortcut.PROJECTED),
                RELU_TOO));
        for (int parts : new int[] {2, 4}) {
            Wiring scaled = new Wiring.PerStage(Tableaus.EULER, 1.0 / parts, Optional.empty());
            all.add(euler(
                    "resnet-scaled" + parts,
                    SmallNetworks.threeStages(scaled, SubnetForm.preActivationResNet(), 9),
                    OWN_WEIGHTS + "; residuals are scaled by 1/" + parts));
        }
        for (ButcherTableau tableau : HIGHER_ORDER) {
            ResidualNetwork network =
                    SmallNetworks.threeStages(Wiring.PerStage.withRelu(tableau), SubnetForm.preActivationResNet(), 1);
            all.add(recipe("horesnet-" + tableau.name(), "discrete", tableau.name(), network, RELU_TOO));
        }
        addOneStage(all);
        all.addAll(variants());
        return all.build();
    }

    /** Those made for 224 x 224 pixels, and one of long stages. */
    private static void addFourStages(ImmutableList.Builder<NetworkRecipe> all) {
        for (int[] blocks : new int[][] {{2, 2, 2, 1}, {2, 2, 2, 2}, {3, 4, 6, 3}}) {
            all.add(euler("resnet", SmallNetworks.fourStages(RESNET, SubnetForm.resNet(), blocks), RELU_TOO));
        }
        SubnetForm bottleneck = SubnetForm.resNet().asBottleneck();
        for (int[] blocks : new int[][] {{3, 4, 6, 3}, {3, 4, 23, 3}, {3, 8, 36, 3}}) {
            all.add(euler("resnet", SmallNetworks.fourStages(RESNET, bottleneck, blocks), RELU_TOO));
        }
        // The stages of ResNet-RS-200, which lengthens the first ones.
        all.add(euler("resnet-rs", SmallNetworks.fourStages(RESNET, bottleneck, 3, 24, 36, 3), RELU_TOO));
    }

    /** Equal layers, parameters and operations: what a comparison of orders needs. */
    private static void addOneStage(ImmutableList.Builder<NetworkRecipe> all) {
        List<ButcherTableau> orders = List.of(Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.RK4);
        for (DepthPlan.Fit fit : DepthPlan.ofDoubleConvolutions().fit(orders, 50)) {
            Wiring wiring = Wiring.PerStage.withRelu(fit.tableau());
            ResidualNetwork network = SmallNetworks.oneStage(wiring, SubnetForm.preActivationResNet(), fit.blocks());
            all.add(recipe(
                    "horesnet-" + wiring.name() + "-" + network.depth(),
                    "discrete",
                    wiring.name(),
                    network,
                    "every stage has weights of its own; a ReLU follows every sum"));
        }
    }

    /** Nested blocks and learned gains. */
    private static ImmutableList<NetworkRecipe> variants() {
        SubnetForm form = SubnetForm.preActivationResNet();
        Wiring midpoint = Wiring.PerStage.of(Tableaus.MIDPOINT);
        Wiring rk4 = Wiring.PerStage.of(Tableaus.RK4);
        Wiring nested = new Wiring.Nested(midpoint, midpoint, form.norm());
        Wiring gained = new Wiring.Gained(rk4, LearnedScale.of(1));
        return ImmutableList.of(
                recipe(
                        "horesnet-nested-midpoint",
                        "discrete",
                        nested.name(),
                        SmallNetworks.threeStages(nested, form, 1),
                        OWN_WEIGHTS + "; stages are blocks themselves"),
                recipe(
                        "horesnet-gain-rk4",
                        "discrete",
                        "rk4",
                        SmallNetworks.threeStages(gained, form, 1),
                        OWN_WEIGHTS + ", and a gain of its own"));
    }

    private static NetworkRecipe euler(String family, ResidualNetwork network, String reason) {
        return recipe(family + "-" + network.depth(), "discrete", "euler", network, reason);
    }

    private static NetworkRecipe recipe(
            String name, String reading, String tableau, ResidualNetwork network, String reason) {
        return SmallNetworks.recipe(name, reading, tableau, StackWeights.PER_STAGE, network, reason);
    }
}
