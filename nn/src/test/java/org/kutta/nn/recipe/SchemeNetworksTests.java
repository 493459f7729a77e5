package org.kutta.nn.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.ModelProbe;
import org.kutta.nn.scheme.LmStack;
import org.kutta.nn.scheme.StageGate;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.MeanSquaredError;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingResult;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

class SchemeNetworksTests {
    private static final long SEED = 11;
    private static final Shape IMAGE = Shape.of(4, 4, 1);
    private static final StagedNetwork SIZES = new StagedNetwork(2, 2, 2, 1);

    static List<Arguments> networks() {
        return List.of(
                Arguments.of("lm", SchemeNetworks.lmResNet(SIZES)),
                Arguments.of("lm, stochastic", SchemeNetworks.lmResNet(SIZES, 0.5)),
                Arguments.of("poly", SchemeNetworks.polyNet(SIZES, 2)),
                Arguments.of("revnet", SchemeNetworks.revNet(SIZES)),
                Arguments.of("momentum", SchemeNetworks.momentum(SIZES, 0.9)),
                Arguments.of("midpoint", SchemeNetworks.midpoint(SIZES, 0.5)),
                Arguments.of("leapfrog", SchemeNetworks.leapfrog(SIZES, 0.5)),
                Arguments.of("fractal", SchemeNetworks.fractalNet(2, 2, 2)),
                Arguments.of("dense", SchemeNetworks.denseNet(4, 2, 1, 2)),
                Arguments.of("transformer", SchemeNetworks.transformer(Tableaus.HEUN2, StageGate.SOFTMAX, 4, 2, 2, 2)),
                Arguments.of("unet", SchemeNetworks.unet(Tableaus.RK4, 2, 1)),
                Arguments.of("segmenting unet", SchemeNetworks.segmentingUnet(Tableaus.MIDPOINT, 2, 1)),
                Arguments.of("repvgg", SchemeNetworks.repVgg(Tableaus.MIDPOINT, 2, 1, 2)));
    }

    /** Along random directions in all parameters at once; the error of a central difference is h^2 and round-off over h. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void gradient_wholeNetwork_isThatOfCentralDifferences(String name, NetworkRecipe.Form form) {
        try (ModelProbe probe = new ModelProbe(form.layer(IMAGE, 3), IMAGE, DataType.DOUBLE, 3, Mode.TRAIN, SEED)) {
            double[] parameters = NativeArrays.toHeap(probe.network.parameters());
            double[] gradient = Arrays.copyOf(probe.gradient(), parameters.length);
            SplittableRandom random = new SplittableRandom(SEED);
            double h = 1e-6;
            for (int trial = 0; trial < 2; trial++) {
                double[] direction = parameters.clone();
                Arrays.setAll(direction, i -> random.nextGaussian());
                double expected =
                        (along(probe, parameters, h, direction) - along(probe, parameters, -h, direction)) / (2 * h);
                double size = Math.sqrt(dot(gradient, gradient) * dot(direction, direction));
                assertThat(dot(gradient, direction)).as("seed %s", SEED).isCloseTo(expected, within(1e-6 * size));
            }
        }
    }

    private static double along(ModelProbe probe, double[] parameters, double h, double[] direction) {
        double[] moved = parameters.clone();
        Arrays.setAll(moved, i -> parameters[i] + h * direction[i]);
        NativeArrays.write(moved, probe.network.parameters());
        double value = dot(probe.output(), probe.outputBar);
        NativeArrays.write(parameters, probe.network.parameters());
        return value;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    @Test
    void depth_ofLmResNet_isThatOfItsName() {
        int[] blocks = {3, 5, 7, 9, 18};
        int[] depths = {20, 32, 44, 56, 110};
        for (int i = 0; i < blocks.length; i++) {
            assertThat(new StagedNetwork(16, 3, blocks[i], 1).depth(2)).isEqualTo(depths[i]);
        }
    }

    /** Down to half the size and up again: as many pixels as the image has. */
    @Test
    void segmentingUnet_output_hasLogitsForEveryPixel() {
        Shape image = Shape.of(8, 12, 3);
        Layer layer = SchemeNetworks.segmentingUnet(Tableaus.RK4, 2, 2).layer(image, 5);
        assertThat(layer.outputShape(image)).isEqualTo(Shape.of(8, 12, 5));
        assertThatThrownBy(() -> SchemeNetworks.unet(Tableaus.RK4, 2, 2).layer(Shape.of(8, 10, 3), 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the image [8, 10, 3] must have a height and a width that are multiples of 4");
    }

    /** Which pixels are bright: one number for each, learned on one batch. */
    @Test
    @Tag("slow")
    void segmentingUnet_training_learnsAMask() {
        Shape image = Shape.of(8, 8, 1);
        Layer layer = SchemeNetworks.segmentingUnet(Tableaus.RK4, 4, 2).layer(image, 1);
        double[] pixels = new SplittableRandom(SEED).doubles(4 * image.size()).toArray();
        double[] mask = Arrays.stream(pixels).map(p -> p > 0.5 ? 1 : 0).toArray();
        try (Network network = Network.of(layer, image, DataType.FLOAT, SEED);
                NetworkTrainable model = new NetworkTrainable(network, new MeanSquaredError(), SEED);
                INDArray x = NativeArrays.zeros(DataType.FLOAT, image.withBatch(4));
                INDArray y = NativeArrays.zeros(DataType.FLOAT, image.withBatch(4));
                ArrayBatches batch = ArrayBatches.inOrder(x, y, 4)) {
            NativeArrays.write(pixels, x);
            NativeArrays.write(mask, y);
            TrainingResult result = Trainer.with(new Adam(0.003)).epochs(40).fit(model, batch);
            assertThat(result.epochs().get(39).meanLoss())
                    .isLessThan(0.2 * result.epochs().get(0).meanLoss());
        }
    }

    @Test
    void lmResNet_stochasticDepth_fallsFromOneToTheLastOverAllStages() {
        Sequential model = (Sequential)
                SchemeNetworks.lmResNet(new StagedNetwork(2, 3, 3, 1), 0.2).layer(Shape.of(8, 8, 1), 3);
        List<LmStack> stacks = model.layers().stream()
                .filter(LmStack.class::isInstance)
                .map(LmStack.class::cast)
                .toList();
        // Blocks 0 to 8, the first of the second and third stage being the changes of shape, 3 and 6.
        assertThat(stacks).extracting(LmStack::blocks).containsExactly(3, 2, 2);
        double[] firsts = stacks.stream().mapToDouble(LmStack::firstSurvival).toArray();
        double[] lasts = stacks.stream().mapToDouble(LmStack::lastSurvival).toArray();
        assertThat(firsts).containsExactly(new double[] {1, 0.6, 0.3}, within(1e-15));
        assertThat(lasts).containsExactly(new double[] {0.8, 0.5, 0.2}, within(1e-15));
    }

    @Test
    void denseBlock_channels_growByEveryLayer() {
        assertThat(SchemeNetworks.denseBlock(3, 5).outputShape(Shape.of(4, 4, 2)))
                .isEqualTo(Shape.of(4, 4, 17));
    }

    @Test
    void settings_outOfRange_areRefused() {
        assertThatThrownBy(() -> new StagedNetwork(3, 2, 2, 1)).hasMessage("width (3) must be even and >= 2");
        assertThatThrownBy(() -> new StagedNetwork(4, 2, 1, 1)).hasMessage("blocks (1) must be >= 2");
    }
}
