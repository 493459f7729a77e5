package org.kutta.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTests {
    @Test
    void text_wordsAndNumbers_alignsNumbersToTheRight() {
        Table table = Table.of("arm", "order", "dt")
                .row("euler", "1", "1")
                .row("rk4", "4", "-")
                .row("x", "10", "0.25");
        assertThat(table.text()).isEqualTo("""
                        arm    order    dt
                        -----  -----  ----
                        euler      1     1
                        rk4        4     -
                        x         10  0.25
                        """);
    }

    @Test
    void row_wrongNumberOfCells_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.of("a", "b").row("1"))
                .withMessage("cells (1) must be as many as columns (2)");
    }
}
