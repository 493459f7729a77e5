package org.kutta.solver.tableau;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TableauFamiliesTests {

    @Test
    void secondOrder_knownNodes_areTheKnownMethods() {
        assertSameMethod(TableauFamilies.secondOrder(Coefficient.of(1, 2)), Tableaus.MIDPOINT);
        assertSameMethod(TableauFamilies.secondOrder(Coefficient.of(2, 3)), Tableaus.RALSTON2);
        assertSameMethod(TableauFamilies.secondOrder(Coefficient.ONE), Tableaus.HEUN2);
    }

    @Test
    void thirdOrder_knownNodes_areTheKnownMethods() {
        assertSameMethod(TableauFamilies.thirdOrder(Coefficient.of(1, 2), Coefficient.ONE), Tableaus.KUTTA3);
        assertSameMethod(TableauFamilies.thirdOrder(Coefficient.of(1, 3), Coefficient.of(2, 3)), Tableaus.HEUN3);
        assertSameMethod(TableauFamilies.thirdOrder(Coefficient.of(1, 2), Coefficient.of(3, 4)), Tableaus.RALSTON3);
        assertSameMethod(TableauFamilies.thirdOrder(Coefficient.ONE, Coefficient.of(1, 2)), Tableaus.SSP33);
    }

    @Test
    void families_anyParameters_haveTheirOrder() {
        long seed = 3;
        Random random = new Random(seed);
        for (int n = 0; n < 300; n++) {
            Coefficient c2 = Coefficient.of(1 + random.nextInt(30), 31);
            Coefficient c3 = Coefficient.of(1 + random.nextInt(30), 37);
            assertThat(TableauFamilies.secondOrder(c2).certify().passed())
                    .as("c2 %s, seed %s", c2, seed)
                    .isTrue();
            assertThat(TableauFamilies.thirdOrder(c2, c3).certify().passed())
                    .as("c2 %s, c3 %s, seed %s", c2, c3, seed)
                    .isTrue();
        }
    }

    @Test
    void families_singularParameters_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TableauFamilies.secondOrder(Coefficient.ZERO))
                .withMessage("alpha (0) must not be 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TableauFamilies.thirdOrder(Coefficient.of(2, 3), Coefficient.ONE))
                .withMessage("2 - 3 c2 (0) must not be 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TableauFamilies.thirdOrder(Coefficient.ONE, Coefficient.ONE))
                .withMessage("c3 - c2 (0) must not be 0");
    }

    private static void assertSameMethod(ButcherTableau made, ButcherTableau known) {
        assertThat(made.formatArray()).isEqualTo(known.formatArray());
        assertThat(made.order()).isEqualTo(known.order());
    }
}
