package org.kutta.nn.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

class StepHalvingTests {
    private static final Mesh MESH = Mesh.of(0.0, 0.25, 0.5, 1.25);
    private static final Layer FIELD = Sequential.of(Dense.of(3), new Tanh());
    private static final Shape SHAPE = Shape.of(2);

    static Stream<TimeBasis> bases() {
        return Stream.of(
                new PiecewiseConstant(MESH),
                new PiecewiseLinear(MESH),
                new Fourier(0, 1.25, 1),
                new Chebyshev(0, 1.25, 2));
    }

    private static Layer model(Layer depth) {
        return Sequential.of(Dense.of(3), Sequential.of(new Tanh(), depth), Dense.of(2));
    }

    private static Network moved(Layer layer) {
        Network network = Network.of(layer, SHAPE, DataType.DOUBLE, 1);
        NativeArrays.write(
                new SplittableRandom(2)
                        .doubles(network.parameters().length(), -1, 1)
                        .toArray(),
                network.parameters());
        return network;
    }

    private static double[] output(Network network) {
        try (NetworkPlan plan = network.plan(3, Mode.EVALUATE)) {
            NativeArrays.write(new double[] {1, 2, 0.5, -1, 0.3, -0.2}, plan.input());
            plan.forward();
            return NativeArrays.toHeap(plan.output());
        }
    }

    /** The refined network is the old theta(t) on half the steps: the same as a stack that only halves its mesh. */
    @ParameterizedTest
    @MethodSource("bases")
    void of_weightsInTime_keepsThetaAndHalvesTheSteps(TimeBasis basis) {
        RungeKuttaStack stack = RungeKuttaStack.inTime(Tableaus.RK4, MESH, FIELD, basis);
        RungeKuttaStack halved = RungeKuttaStack.inTime(Tableaus.RK4, MESH.halved(), FIELD, basis);
        try (Network network = moved(model(stack));
                Network refined = StepHalving.of(network)) {
            double[] expected = output(network.reread(model(halved)));
            assertThat(output(refined)).containsExactly(expected, within(1e-14));
            assertThat(refined.parameters().length())
                    .isEqualTo(network.parameters().length()
                            + (basis.refined().size() - basis.size()) * FIELD.parameterCount(Shape.of(3)));
        }
    }

    @Test
    void of_sharedWeights_onlyHalvesTheSteps() {
        RungeKuttaStack stack = RungeKuttaStack.shared(Tableaus.KUTTA3, MESH, FIELD);
        try (Network network = moved(model(stack));
                Network refined = StepHalving.of(network)) {
            assertThat(NativeArrays.toHeap(refined.parameters())).isEqualTo(NativeArrays.toHeap(network.parameters()));
            assertThat(output(refined))
                    .isEqualTo(output(
                            network.reread(model(RungeKuttaStack.shared(Tableaus.KUTTA3, MESH.halved(), FIELD)))));
        }
    }

    @Test
    void of_ownWeights_copiesThemToBothHalves() {
        Layer subnet = Sequential.of(BatchNorm.of(), Dense.of(3));
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.MIDPOINT, MESH, subnet);
        try (Network network = moved(model(stack));
                Network refined = StepHalving.of(network)) {
            int stem = 2 * 3 + 3;
            int perStep = 2 * (3 * 3 + 3 + 6);
            double[] before = NativeArrays.toHeap(network.parameters());
            double[] after = NativeArrays.toHeap(refined.parameters());
            assertThat(after).hasSize(before.length + 3 * perStep);
            for (int n = 0; n < 6; n++) {
                assertThat(Arrays.copyOfRange(after, stem + n * perStep, stem + (n + 1) * perStep))
                        .isEqualTo(Arrays.copyOfRange(before, stem + n / 2 * perStep, stem + (n / 2 + 1) * perStep));
            }
            assertThat(refined.state().length()).isEqualTo(2 * network.state().length());
        }
    }

    @Test
    void refined_layerAfterTheSum_isRefused() {
        RungeKuttaStack stack =
                RungeKuttaStack.perStage(Tableaus.EULER, MESH, FIELD).withAfterSum(new Tanh());
        assertThatThrownBy(() -> StepHalving.refined(model(stack)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the layer after its sums (tanh) would act twice as often");
    }
}
