package org.kutta.nn.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.Network;
import org.kutta.nn.compare.DepthPlan;
import org.kutta.nn.compare.NetworkSize;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Initializer;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class NetworkStructureTests {
    private static final Shape DIGIT = Shape.of(28, 28, 1);

    private static NetworkStructure structure(Layer layer, Shape shape, int batch, long seed) {
        try (Network network = Network.of(layer, shape, DataType.FLOAT, seed);
                INDArray samples = NativeArrays.zeros(DataType.FLOAT, shape.withBatch(batch))) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] values = new double[Math.toIntExact(samples.length())];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextGaussian();
            }
            NativeArrays.write(values, samples);
            return NetworkStructure.of(network, samples);
        }
    }

    static List<ButcherTableau> calm() {
        return List.of(
                Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.HEUN2, Tableaus.KUTTA3, Tableaus.RK4, Tableaus.HUTA6);
    }

    /** Independent linear maps of unit gain: what the forecast is for. Its spread over 400 features and 32 samples is a few percent a map. */
    @ParameterizedTest
    @MethodSource("calm")
    void growth_independentLinearMaps_isThatOfTheTableau(ButcherTableau tableau) {
        Layer map = Dense.of(400).withoutBias().withInitializer(Initializer.LECUN);
        Layer stack = RungeKuttaStack.perStage(tableau, Mesh.uniform(0, 1, 2), map);
        NetworkStructure structure = structure(Sequential.of(stack, Dense.of(2)), Shape.of(400), 32, 7);
        NetworkStructure.BlockGrowth block = structure.blocks().get(0);
        assertThat(block.structure().predictedGrowth())
                .isCloseTo(Math.pow(tableau.varianceGrowth(0.5), 2), within(1e-12 * tableau.varianceGrowth(0.5)));
        assertThat(block.measuredGrowth() / block.structure().predictedGrowth()).isCloseTo(1, within(0.2));
        assertThat(structure.totalTime()).isEqualTo(1);
        assertThat(block.structure().multiplyAdds()).isEqualTo(2L * tableau.stackStages() * 400 * 400);
        assertThat(block.structure().sumAbsB()).isEqualTo(tableau.certify().sumAbsB());
    }

    @Test
    void of_resNet_countsBlocksTimeAndMemory() {
        Layer resNet = NetworkCatalogue.matching("resnet-20").get(0).layer(DIGIT, 10);
        NetworkStructure small = structure(resNet, DIGIT, 4, 1);
        assertThat(small.transitions()).isEqualTo(2);
        assertThat(small.blocks()).hasSize(3).allMatch(block -> !block.structure()
                .odeFaithful());
        assertThat(small.totalTime()).isEqualTo(9);
        NetworkStructure large = structure(resNet, DIGIT, 8, 1);
        // Parameters stay, activations double.
        double fixed = 2 * 4.0 * small.parameters();
        assertThat((large.trainingBytes() - fixed) / (small.trainingBytes() - fixed))
                .isCloseTo(2, within(0.1));
    }

    @Test
    void arms_ofOneDepth_areEqualNetworks() {
        List<ButcherTableau> orders = List.of(Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.RK4);
        List<NetworkSize> sizes = DepthPlan.ofDoubleConvolutions().fit(orders, 50).stream()
                .map(fit -> {
                    ResidualNetwork network = ResidualNetwork.oneStage(
                            Wiring.PerStage.withRelu(fit.tableau()),
                            SubnetForm.preActivationResNet(),
                            64,
                            fit.blocks(),
                            TransitionPlace.FIRST_SUBNET);
                    return NetworkSize.of(fit.tableau().name(), network.depth(), network.layer(DIGIT, 10), DIGIT);
                })
                .toList();
        NetworkSize.requireEqual(sizes);
        assertThat(sizes.get(0).depth()).isEqualTo(50);
    }
}
