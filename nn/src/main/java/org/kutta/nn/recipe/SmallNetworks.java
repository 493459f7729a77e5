package org.kutta.nn.recipe;

import java.util.Locale;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.ode.StackWeights;

/** The residual networks of the catalogue: few channels, behind a stem of stride 2. */
final class SmallNetworks {
    private static final int WIDTH = 8;
    private static final int FOUR_STAGE_WIDTH = 4;

    private SmallNetworks() {}

    static ResidualNetwork threeStages(Wiring wiring, SubnetForm form, int blocks) {
        Conv2d convolution = Conv2d.of(WIDTH, 3).withStride(2).withoutBias();
        Layer stem = form.preActivation() ? convolution : Sequential.of(convolution, form.norm(), form.activation());
        return ResidualNetwork.threeStages(wiring, form, WIDTH, blocks).withStem(stem);
    }

    static ResidualNetwork oneStage(Wiring wiring, SubnetForm form, int blocks) {
        return ResidualNetwork.oneStage(wiring, form, WIDTH, blocks, TransitionPlace.STEM);
    }

    static ResidualNetwork fourStages(Wiring wiring, SubnetForm form, int... blocks) {
        return ResidualNetwork.fourStages(wiring, form, FOUR_STAGE_WIDTH, blocks);
    }

    static NetworkRecipe recipe(
            String name, String reading, String tableau, StackWeights weights, ResidualNetwork network, String reason) {
        return new NetworkRecipe(
                name,
                reading,
                tableau,
                weights.name().toLowerCase(Locale.ROOT),
                network.depth(),
                weights.odeFaithful(),
                reason,
                network::layer);
    }
}
