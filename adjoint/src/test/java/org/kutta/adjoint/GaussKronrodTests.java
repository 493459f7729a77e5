package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussKronrodTests {
    @Test
    void weights_powersOfX_areIntegratedExactlyUpToTheDegree() {
        for (int degree = 0; degree <= 11; degree++) {
            double kronrod = 0;
            double gauss = 0;
            for (int i = 0; i < GaussKronrod.points(); i++) {
                double power = Math.pow(GaussKronrod.node(i), degree);
                kronrod += GaussKronrod.weight(i) * power;
                gauss += GaussKronrod.gaussWeight(i) * power;
            }
            double exact = degree % 2 == 0 ? 2.0 / (degree + 1) : 0;
            assertThat(kronrod).as("degree %s", degree).isCloseTo(exact, within(1e-15));
            if (degree <= 5) {
                assertThat(gauss).as("degree %s", degree).isCloseTo(exact, within(1e-15));
            }
        }
    }
}
