package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.compare.StageConsistency.Finding;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class StageConsistencyTests {
    @Test
    void measure_oneStepOfRk4_comparesItsMiddleStages() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.RK4, Mesh.uniform(0, 1, 1), Dense.of(1));
        // stage k is y -> w_k y with w = 1, 2, 3, 4
        try (Network network = LinearBlocks.network(stack, 1, 1, 0, 2, 0, 3, 0, 4, 0);
                INDArray one = LinearBlocks.column(1)) {
            StageConsistency found = StageConsistency.measure(PlacedBlock.only(network), one);
            assertThat(found.pairs()).hasSize(1);
            StageConsistency.Pair pair = found.pairs().get(0);
            assertThat(pair.stage()).isEqualTo(1);
            assertThat(pair.otherStage()).isEqualTo(2);
            assertThat(pair.difference()).isCloseTo(0.5, within(1e-15));
            assertThat(found.finding()).isEqualTo(Finding.NOT_A_DISCRETISATION);
            // weights at times 0, 1/2, 1/2, 1: the line 1 + 3 t leaves (0, -1/2, 1/2, 0)
            assertThat(found.lineResidual()).isCloseTo(Math.sqrt(0.5 / 30), within(1e-12));
        }
    }

    @Test
    void measure_twoSteps_comparesTheEndOfOneWithTheBeginningOfTheNext() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.HEUN2, Mesh.uniform(0, 1, 2), Dense.of(1));
        try (Network network = LinearBlocks.network(stack, 1, 1, 0, 2, 0, 2, 1, 2, 0);
                INDArray one = LinearBlocks.column(1)) {
            // y1 = 1 + 1/4 (1 + 2 * 1.5) = 2; there 2 y = 4 against 2 y + 1 = 5
            StageConsistency found = StageConsistency.measure(PlacedBlock.only(network), one);
            assertThat(found.differences().toArray()).containsExactly(new double[] {0.25}, within(1e-15));
            assertThat(found.pairs().get(0).time()).isEqualTo(0.5);
        }
    }

    @Test
    void measure_layerAfterTheSum_isOnTheWay() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.HEUN2, Mesh.uniform(0, 1, 2), Dense.of(1))
                .withAfterSum(new Relu());
        try (Network network = LinearBlocks.network(stack, 1, -4, 0, -4, 0, 2, 1, 2, 0);
                INDArray one = LinearBlocks.column(1)) {
            // y1 = relu(1 + 1/4 (-4 + 4)) = 1; there -4 against 3
            StageConsistency found = StageConsistency.measure(PlacedBlock.only(network), one);
            assertThat(found.largest()).isCloseTo(7.0 / 4, within(1e-12));
        }
    }

    @Test
    void measure_independentWeights_areNoDiscretisation() {
        Sequential subnet = Sequential.of(Dense.of(16), new Tanh(), Dense.of(8));
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.RK4, Mesh.uniform(0, 1, 3), subnet);
        try (Network network = Network.of(stack, Shape.of(8), DataType.DOUBLE, 5);
                INDArray input = NativeArrays.zeros(DataType.DOUBLE, 20, 8)) {
            NativeArrays.write(new SplittableRandom(1).doubles(160, -1, 1).toArray(), input);
            StageConsistency found = StageConsistency.measure(PlacedBlock.only(network), input);
            assertThat(found.pairs()).hasSize(3 + 2);
            assertThat(found.finding()).isEqualTo(Finding.NOT_A_DISCRETISATION);
            // two independent vectors of one length are sqrt(2) apart
            assertThat(found.differences().stream().average().orElseThrow()).isCloseTo(1.414, within(0.4));
            // all stages made one function
            double[] parameters = NativeArrays.toHeap(network.parameters());
            int size = parameters.length / 12;
            for (int k = 1; k < 12; k++) {
                System.arraycopy(parameters, 0, parameters, k * size, size);
            }
            NativeArrays.write(parameters, network.parameters());
            StageConsistency same = StageConsistency.measure(PlacedBlock.only(network), input);
            assertThat(same.largest()).isZero();
            assertThat(same.finding()).isEqualTo(Finding.CONSISTENT);
            assertThat(same.lineResidual()).isCloseTo(0, within(1e-7));
        }
    }

    @Test
    void measure_euler_hasNoEqualTimes() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.EULER, Mesh.uniform(0, 1, 3), Dense.of(1));
        double[] line = new double[6];
        Arrays.setAll(line, i -> i);
        try (Network network = LinearBlocks.network(stack, 1, line);
                INDArray one = LinearBlocks.column(1)) {
            StageConsistency found = StageConsistency.measure(PlacedBlock.only(network), one);
            assertThat(found.finding()).isEqualTo(Finding.NO_EQUAL_TIMES);
            assertThat(found.lineResidual()).isCloseTo(0, within(1e-7));
        }
    }

    @Test
    void measure_sharedWeights_isRefused() {
        RungeKuttaStack stack = RungeKuttaStack.shared(Tableaus.RK4, Mesh.uniform(0, 1, 2), Dense.of(1));
        try (Network network = LinearBlocks.network(stack, 1, 1, 0);
                INDArray one = LinearBlocks.column(1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StageConsistency.measure(PlacedBlock.only(network), one))
                    .withMessageContaining("must be a stack with weights of its own for each stage");
        }
    }
}
