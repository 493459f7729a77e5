package org.kutta.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

class NetworkRereadTests {
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
}
