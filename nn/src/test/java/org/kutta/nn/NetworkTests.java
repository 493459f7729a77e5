package org.kutta.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NetworkTests {
    private final RungeKuttaStack stack = RungeKuttaStack.shared(Tableaus.RK4, Mesh.uniform(0, 1, 2), Dense.of(3));

    @Test
    void reread_sameGroups_sharesTheVectors() {
        try (Network network = Network.of(stack, Shape.of(3), DataType.DOUBLE, 1)) {
            network.reread(stack.toContinuous()).close();
            network.reread(stack.toContinuous()).parameters().putScalar(0, 7.0);
            assertThat(network.parameters().getDouble(0)).isEqualTo(7.0);
        }
    }

    @Test
    void reread_otherGroups_isRefused() {
        try (Network network = Network.of(stack, Shape.of(3), DataType.DOUBLE, 1)) {
            RungeKuttaStack own = RungeKuttaStack.perStage(Tableaus.RK4, Mesh.uniform(0, 1, 2), Dense.of(3));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.reread(own))
                    .withMessageContaining("cannot be read as one with");
        }
    }

    @Test
    void of_integersOrTooMany_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.of(Dense.of(2), Shape.of(2), DataType.INT32, 1))
                .withMessage("data type (INT) must be FLOAT or DOUBLE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.of(Dense.of(2_000_000_000), Shape.of(1000), DataType.FLOAT, 1))
                .withMessageContaining("size of weight")
                .withMessageContaining("must be at most 1073741824 numbers");
    }

    @Test
    void bindBackward_gradientOfAnotherLengthOrType_isRefused() {
        try (Network network = Network.of(Dense.of(3), Shape.of(3), DataType.DOUBLE, 1);
                NetworkPlan plan = network.plan(2, Mode.TRAIN);
                INDArray longer = NativeArrays.zeros(DataType.DOUBLE, 13);
                INDArray floats = NativeArrays.zeros(DataType.FLOAT, 12)) {
            for (INDArray wrong : List.of(longer, floats)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> plan.bindBackward(wrong))
                        .withMessageStartingWith(
                                "gradient must have length 12 and type DOUBLE like the parameters, but has");
            }
        }
    }

    @Test
    void heapField_stateOfAnotherLength_isRefused() {
        try (Network network = Network.of(Dense.of(3), Shape.of(3), DataType.DOUBLE, 1)) {
            var bound = network.heapField().bind(new double[3]);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bound.evaluate(0, new double[6], new double[6]))
                    .withMessage("input has length 6 and output 6, but the network was bound to [1, 3] and [1, 3]");
        }
    }

    @Test
    void holding_vectorWithGaps_isRefused() {
        INDArray columns = NativeArrays.zeros(DataType.DOUBLE, 6, 2);
        INDArray none = Nd4j.empty(DataType.DOUBLE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.holding(Dense.of(2), Shape.of(2), columns.getColumn(0), none))
                .withMessageContaining("must be one contiguous vector");
        Network.holding(Dense.of(2), Shape.of(2), NativeArrays.zeros(DataType.DOUBLE, 6), none)
                .close();
    }
}
