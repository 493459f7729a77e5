package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;

class DenseFieldTests extends NetworkFieldContract {

    DenseFieldTests() {
        super(Sequential.of(Dense.of(7), new Tanh(), Dense.of(3)), Shape.of(3), 5);
    }

    @Test
    void field_layerThatChangesTheShape_isRefused() {
        try (Network network = Network.of(Dense.of(4), Shape.of(3), DataType.DOUBLE, 1)) {
            assertThatThrownBy(network::field)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a vector field must preserve the shape of the state, but dense(4) maps [3] to [4]");
        }
    }

    @Test
    void bind_stateOfAnotherShape_saysWhatItExpects() {
        assertThatThrownBy(() -> field().bind(NativeArrays.zeros(DataType.DOUBLE, 32, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("y has shape [32, 2] but the field expects [batch, 3]");
    }
}
