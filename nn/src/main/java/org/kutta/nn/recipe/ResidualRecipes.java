package org.kutta.nn.recipe;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.ode.StackWeights;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/** Plain networks, ResNets, and HO-ResNets of every tableau. */
final class ResidualRecipes {
    private static final int WIDTH = 8;
    private static final int FOUR_STAGE_WIDTH = 4;
    private static final String OWN_WEIGHTS =
            "every stage has weights of its own, and the first blocks of the stages change the shape";

    private ResidualRecipes() {}

    static ImmutableList<NetworkRecipe> all() {
        ImmutableList.Builder<NetworkRecipe> all = ImmutableList.builder();
        for (int blocks : new int[] {3, 9, 18}) {
            all.add(plain(blocks));
        }
        for (int blocks : new int[] {3, 9, 18}) {
            all.add(resNet("resnet", SubnetForm.resNet(), Wiring.PerStage.withRelu(Tableaus.EULER), blocks));
        }
        all.add(resNet("preresnet", SubnetForm.preActivationResNet(), Wiring.PerStage.of(Tableaus.EULER), 9));
        for (int[] blocks : new int[][] {{3, 4, 6, 3}, {3, 4, 23, 3}, {3, 8, 36, 3}}) {
            all.add(bottleneckResNet(blocks));
        }
        for (ButcherTableau tableau : List.of(
                Tableaus.MIDPOINT,
                Tableaus.HEUN2,
                Tableaus.RALSTON2,
                Tableaus.KUTTA3,
                Tableaus.HEUN3,
                Tableaus.RK4,
                Tableaus.GILL4,
                Tableaus.KUTTA_NYSTROM5,
                Tableaus.HUTA6,
                Tableaus.VERNER89)) {
            all.add(higherOrder(tableau));
        }
        return all.build();
    }

    private static NetworkRecipe plain(int blocks) {
        ResidualNetwork network = halved(ResidualNetwork.threeStages(
                new Wiring.Plain(Optional.of(new Relu())), SubnetForm.resNet(), WIDTH, blocks));
        return recipe(
                "plain-" + network.depth(), "none", "none", StackWeights.PER_STAGE, network, "it has no shortcuts");
    }

    private static NetworkRecipe resNet(String family, SubnetForm form, Wiring.PerStage wiring, int blocks) {
        ResidualNetwork network = halved(ResidualNetwork.threeStages(wiring, form, WIDTH, blocks));
        return recipe(
                family + "-" + network.depth(),
                "discrete",
                wiring.name(),
                StackWeights.PER_STAGE,
                network,
                OWN_WEIGHTS);
    }

    private static NetworkRecipe bottleneckResNet(int... blocks) {
        ResidualNetwork network = ResidualNetwork.fourStages(
                Wiring.PerStage.withRelu(Tableaus.EULER), SubnetForm.resNet().asBottleneck(), FOUR_STAGE_WIDTH, blocks);
        return recipe("resnet-" + network.depth(), "discrete", "euler", StackWeights.PER_STAGE, network, OWN_WEIGHTS);
    }

    private static NetworkRecipe higherOrder(ButcherTableau tableau) {
        ResidualNetwork network = halved(ResidualNetwork.threeStages(
                Wiring.PerStage.withRelu(tableau), SubnetForm.preActivationResNet(), WIDTH, 1));
        return recipe(
                "horesnet-" + tableau.name(),
                "discrete",
                tableau.name(),
                StackWeights.PER_STAGE,
                network,
                OWN_WEIGHTS + "; a ReLU follows every sum");
    }

    /** Behind a stem of stride 2. */
    private static ResidualNetwork halved(ResidualNetwork network) {
        Conv2d convolution = Conv2d.of(WIDTH, 3).withStride(2).withoutBias();
        Layer stem = network.subnet().preActivation()
                ? convolution
                : Sequential.of(
                        convolution, network.subnet().norm(), network.subnet().activation());
        return network.withStem(stem);
    }

    private static NetworkRecipe recipe(
            String name, String reading, String tableau, StackWeights weights, ResidualNetwork network, String reason) {
        return new NetworkRecipe(
                name,
                reading,
                tableau,
                weights.name().toLowerCase(Locale.ROOT),
                network.depth(),
                false,
                reason,
                network::layer);
    }
}
