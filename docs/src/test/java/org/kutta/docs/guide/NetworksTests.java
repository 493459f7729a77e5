package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.compare.DepthPlan;
import org.kutta.nn.compare.NetworkSize;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.PiecewiseLinear;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.ode.StepHalving;
import org.kutta.nn.recipe.NetworkCatalogue;
import org.kutta.nn.recipe.ResidualNetwork;
import org.kutta.nn.recipe.SubnetForm;
import org.kutta.nn.recipe.TransitionPlace;
import org.kutta.nn.recipe.Wiring;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

/** The pages on stacks and on whole networks. */
class NetworksTests {

    @Test
    void resNet_byRecipe_hasThePublishedSize() {
        // region: resnet
        Shape image = Shape.of(32, 32, 3);
        Wiring euler = Wiring.PerStage.withRelu(Tableaus.EULER);
        ResidualNetwork resNet56 = ResidualNetwork.threeStages(euler, SubnetForm.resNet(), 16, 9);
        Layer layer = resNet56.layer(image, 10);
        // endregion
        assertThat(resNet56.depth()).isEqualTo(56);
        assertThat(layer.parameterCount(image)).isBetween(845_000L, 859_000L);
        assertThat(NetworkCatalogue.matching("resnet-56")).isNotEmpty();
    }

    @Test
    void fieldOfItsOwnWeightsPerTime_asStackAndAsOde() {
        // region: in-time
        Layer subnet = SubnetForm.preActivationResNet()
                .withNorm(GroupNorm.of(4))
                .withActivation(new Tanh())
                .of(16);
        Mesh mesh = Mesh.uniform(0, 1, 4);
        RungeKuttaStack stack = RungeKuttaStack.inTime(Tableaus.RK4, mesh, subnet, new PiecewiseLinear(mesh));
        OdeBlock ode = stack.toContinuous(); // the field f(t, y; theta(t)), the same bits on the same mesh
        // endregion
        assertThat(ode.discretize()).isEqualTo(stack);
        assertThat(stack.weights().odeFaithful()).isTrue();
    }

    @Test
    void halving_keepsThetaAndDoublesThePieces() {
        Mesh mesh = Mesh.uniform(0, 1, 4);
        Layer subnet = Sequential.of(Dense.of(2), new Tanh());
        RungeKuttaStack stack = RungeKuttaStack.inTime(Tableaus.RK4, mesh, subnet, new PiecewiseLinear(mesh));
        try (Network network = Network.of(stack, Shape.of(2), DataType.FLOAT, 1)) {
            // region: halving
            try (Network finer = StepHalving.of(network)) {
                // 8 steps, 9 nodes of theta instead of 5, the same theta(t)
                assertThat(finer.parameters().length())
                        .isEqualTo(9 * network.parameters().length() / 5);
            }
            // endregion
        }
    }

    @Test
    void depths_forOrders1To4_areEqualOrRefused() {
        Shape image = Shape.of(32, 32, 3);
        // region: depth
        List<ButcherTableau> orders = List.of(Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.RK4);
        DepthPlan plan = DepthPlan.ofDoubleConvolutions();
        assertThat(plan.explain(orders, 50)).isEqualTo("50 = 2 + 2*24 = 2 + 4*12 = 2 + 8*6");
        List<NetworkSize> sizes = plan.fit(orders, 50).stream()
                .map(fit -> {
                    Wiring wiring = Wiring.PerStage.withRelu(fit.tableau());
                    ResidualNetwork network = ResidualNetwork.oneStage(
                            wiring, SubnetForm.preActivationResNet(), 64, fit.blocks(), TransitionPlace.STEM);
                    return NetworkSize.of(wiring.name(), network.depth(), network.layer(image, 10), image);
                })
                .toList();
        NetworkSize.requireEqual(sizes); // layers, parameters, multiply-adds
        assertThatThrownBy(() -> plan.fit(orders, 56)).hasMessageContaining("50 and 58 suit all");
        // endregion
    }
}
