package org.kutta.solver.tableau;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableausTests {

    @Test
    void byName_everyNameOfTheCatalogue_findsTheTableau() {
        for (ButcherTableau tableau : Tableaus.all()) {
            assertThat(Tableaus.byName(tableau.name())).isSameAs(tableau);
        }
        assertThat(Tableaus.byName("Kutta_Nystrom 5")).isSameAs(Tableaus.KUTTA_NYSTROM5);
        assertThat(Tableaus.all()).hasSize(22).doesNotHaveDuplicates();
    }

    @Test
    void byName_unknown_listsTheNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tableaus.byName("rk45"))
                .withMessageStartingWith("tableau (rk45) must be one of euler, midpoint, ")
                .withMessageContaining("dop853");
    }

    @Test
    void derivedFacts_dormandPrince_areThoseOfThePaper() {
        ButcherTableau dopri5 = Tableaus.DOPRI5;
        assertThat(dopri5.stages()).isEqualTo(7);
        assertThat(dopri5.stackStages()).isEqualTo(6);
        assertThat(dopri5.fsal()).isTrue();
        assertThat(dopri5.errorPower()).isEqualTo(5);
        assertThat(dopri5.a(4, 0)).isEqualTo(19372.0 / 6561);
        assertThat(dopri5.exactE(0, 0)).hasToString("71/57600");
        assertThat(dopri5.exactEmbedded(0, 0)).hasToString("5179/57600");
    }

    @Test
    void derivedFacts_dop853_areThoseOfTheBook() {
        ButcherTableau dop853 = Tableaus.DOP853;
        assertThat(dop853.stages()).isEqualTo(13);
        assertThat(dop853.denseStages()).isEqualTo(3);
        assertThat(dop853.stackStages()).isEqualTo(12);
        assertThat(dop853.errorRule()).isEqualTo(ErrorRule.DOP853);
        assertThat(dop853.errorPower()).isEqualTo(8);
        assertThat(dop853.denseDegree()).isEqualTo(7);
    }
}
