package org.kutta.nn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;

class ImageNetworksTests {
    private static final Shape DIGIT = Shape.of(28, 28, 1);
    private static final Shape PHOTOGRAPH = Shape.of(32, 32, 3);

    @Test
    void networks_ofBothReadings_differInTheirDepthOnly() {
        Sequential stack = ImageNetworks.stack(10);
        Sequential ode = ImageNetworks.neuralOde(10);
        assertThat(stack.outputShape(DIGIT)).isEqualTo(ode.outputShape(DIGIT)).isEqualTo(Shape.of(10));
        assertThat(stack.outputShape(PHOTOGRAPH)).isEqualTo(Shape.of(10));
        assertThat(stack.layers().get(7)).isInstanceOf(RungeKuttaStack.class);
        assertThat(ode.layers().get(7)).isInstanceOf(OdeBlock.class);
        for (int i = 0; i < stack.layers().size(); i++) {
            if (i != 7) {
                assertThat(stack.layers().get(i)).isEqualTo(ode.layers().get(i));
            }
        }
        long subNetwork = ImageNetworks.subNetwork().parameterCount(Shape.of(7, 7, 32));
        assertThat(stack.parameterCount(DIGIT) - ode.parameterCount(DIGIT)).isEqualTo(7 * subNetwork);
    }

    @Test
    void of_oneClass_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageNetworks.stack(1));
    }
}
