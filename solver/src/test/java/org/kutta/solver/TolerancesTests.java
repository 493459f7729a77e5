package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TolerancesTests {

    @Test
    void of_scalar_holdsForEveryComponentAndPart() {
        Tolerances tolerances = Tolerances.of(1e-3, 1e-6);
        assertThat(tolerances.isScalar()).isTrue();
        assertThat(tolerances.rtol(17)).isEqualTo(1e-3);
        assertThat(tolerances.atol(17)).isEqualTo(1e-6);
        assertThat(tolerances.part(3)).isSameAs(tolerances);
    }

    @Test
    void of_vectors_areCopied() {
        double[] rtol = {1e-3, 0};
        double[] atol = {1e-6, 1};
        Tolerances tolerances = Tolerances.of(rtol, atol);
        rtol[0] = 5;
        atol[1] = 5;
        assertThat(tolerances.isScalar()).isFalse();
        assertThat(tolerances.size()).isEqualTo(2);
        assertThat(tolerances.rtol(0)).isEqualTo(1e-3);
        assertThat(tolerances.atol(1)).isEqualTo(1);
        assertThat(tolerances).isEqualTo(Tolerances.of(new double[] {1e-3, 0}, new double[] {1e-6, 1}));
        assertThat(tolerances).isNotEqualTo(Tolerances.of(1e-3, 1e-6));
    }

    @Test
    void of_badValues_areRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tolerances.of(-1, 1))
                .withMessage("rtol (-1.0) must be >= 0 and finite");
        assertThatIllegalArgumentException().isThrownBy(() -> Tolerances.of(Double.NaN, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tolerances.of(1, 0))
                .withMessageStartingWith("atol (0.0)");
        assertThatIllegalArgumentException().isThrownBy(() -> Tolerances.of(1, Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException().isThrownBy(() -> Tolerances.of(new double[2], new double[] {1}));
        assertThatIllegalArgumentException().isThrownBy(() -> Tolerances.of(new double[0], new double[0]));
        assertThatIllegalArgumentException().isThrownBy(Tolerances::ofParts);
    }

    @Test
    void checkTolerances_ofAnotherLength_nameShapeAndLength() {
        Tolerances three = Tolerances.of(new double[3], new double[] {1, 1, 1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DoubleArraySpace.INSTANCE.checkTolerances(three, new double[2]))
                .withMessage("the state has shape [2] but the tolerances have 3 entries");
    }
}
