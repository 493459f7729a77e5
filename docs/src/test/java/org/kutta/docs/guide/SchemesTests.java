package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GlobalAveragePool;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.recipe.SchemeNetworks;
import org.kutta.nn.recipe.SubnetForm;
import org.kutta.nn.scheme.LmStack;
import org.kutta.nn.scheme.Reparametrization;
import org.kutta.nn.scheme.ReversiblePair;
import org.kutta.nn.scheme.ReversibleStack;
import org.kutta.nn.scheme.ZeroStability;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

/** The code of {@code docs/schemes.md}. */
class SchemesTests {
    private static final Shape IMAGE = Shape.of(16, 16, 1);

    private static double[] logits(Network network) {
        try (NetworkPlan plan = network.plan(2, Mode.EVALUATE)) {
            plan.input().assign(0.5);
            plan.forward();
            return NativeArrays.toHeap(plan.output());
        }
    }

    /** Running statistics are what the blocks need of training. */
    private static Network train(Network network) {
        SplittableRandom random = new SplittableRandom(2);
        try (NetworkPlan plan = network.plan(4, Mode.TRAIN)) {
            for (int step = 0; step < 40; step++) {
                NativeArrays.write(random.doubles(plan.input().length()).toArray(), plan.input());
                plan.forward();
                plan.commitStatistics();
            }
        }
        return network;
    }

    @Test
    void model_ofTwoSchemes_isStableAndRuns() {
        // region: model
        Layer subnet = SubnetForm.preActivationResNet().of(8);
        Layer model = Sequential.of(
                Conv2d.of(8, 3),
                LmStack.of(subnet, 6).withClippedK(),
                ReversibleStack.of(new ReversiblePair.Momentum(subnet, 0.9), 50),
                new GlobalAveragePool(),
                Dense.of(10));
        try (Network network = Network.of(model, IMAGE, DataType.FLOAT, 1)) {
            ZeroStability report = ZeroStability.of(network);
            assertThat(report.coefficients()).hasSize(5);
            assertThat(report.stable()).isTrue();
        }
        // endregion
    }

    @Test
    void fuse_repVgg_hasTheSameLogits() {
        // region: fuse
        Layer model = SchemeNetworks.repVgg(Tableaus.MIDPOINT, 16, 3, 2).layer(IMAGE, 10);
        try (Network trained = Network.of(model, IMAGE, DataType.FLOAT, 1);
                Network fused = Reparametrization.fuse(train(trained))) {
            assertThat(logits(fused)).containsExactly(logits(trained), within(1e-4));
        }
        // endregion
    }
}
