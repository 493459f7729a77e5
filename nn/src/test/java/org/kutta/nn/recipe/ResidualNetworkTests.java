package org.kutta.nn.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.tableau.Tableaus;

class ResidualNetworkTests {
    private static final Shape CIFAR = Shape.of(32, 32, 3);
    private static final Shape IMAGENET = Shape.of(224, 224, 3);
    private static final Wiring RESNET = Wiring.PerStage.withRelu(Tableaus.EULER);

    /** In millions as table 6 of He et al. 2016 prints them. */
    @ParameterizedTest
    @CsvSource({"3, 20, 0.27", "5, 32, 0.46", "7, 44, 0.66", "9, 56, 0.85", "18, 110, 1.7"})
    void parameters_resNetOnCifar10_areThePublishedOnes(int blocks, int depth, double millions) {
        ResidualNetwork network = ResidualNetwork.threeStages(RESNET, SubnetForm.resNet(), 16, blocks);
        assertThat(network.depth()).isEqualTo(depth);
        double unit = millions == 1.7 ? 0.1 : 0.01;
        assertThat(Math.round(network.layer(CIFAR, 10).parameterCount(CIFAR) / 1e6 / unit))
                .isEqualTo(Math.round(millions / unit));
    }

    @ParameterizedTest
    @CsvSource({
        "false, 2, 2, 2, 2, 18, 11.7",
        "false, 3, 4, 6, 3, 34, 21.8",
        "true, 3, 4, 6, 3, 50, 25.6",
        "true, 3, 4, 23, 3, 101, 44.5",
        "true, 3, 8, 36, 3, 152, 60.2"
    })
    void parameters_resNetOnImageNet_areThePublishedOnes(
            boolean bottleneck, int a, int b, int c, int d, int depth, double millions) {
        SubnetForm form = bottleneck ? SubnetForm.resNet().asBottleneck() : SubnetForm.resNet();
        ResidualNetwork network = ResidualNetwork.fourStages(RESNET, form, 64, a, b, c, d);
        assertThat(network.depth()).isEqualTo(depth);
        assertThat(Math.round(network.layer(IMAGENET, 1000).parameterCount(IMAGENET) / 1e5))
                .isEqualTo(Math.round(millions * 10));
    }

    @Test
    void multiplyAdds_resNet20_areThePublishedOnes() {
        // 40.6 million with the shortcuts without parameters.
        Layer network =
                ResidualNetwork.threeStages(RESNET, SubnetForm.resNet(), 16, 3).layer(CIFAR, 10);
        assertThat(network.multiplyAdds(CIFAR)).isBetween(40_500_000L, 40_700_000L);
    }

    @Test
    void layer_plainNetwork_hasTheParametersOfTheResNet() {
        Wiring plain = new Wiring.Plain(Optional.of(new Relu()));
        assertThat(ResidualNetwork.threeStages(plain, SubnetForm.resNet(), 16, 3)
                        .layer(CIFAR, 10)
                        .parameterCount(CIFAR))
                .isEqualTo(ResidualNetwork.threeStages(RESNET, SubnetForm.resNet(), 16, 3)
                        .layer(CIFAR, 10)
                        .parameterCount(CIFAR));
    }
}
