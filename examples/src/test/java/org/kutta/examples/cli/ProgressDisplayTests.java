package org.kutta.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressDisplayTests {
    @Test
    void stepTo_withoutTerminal_writesALineEveryQuarterOfAMinute() {
        AtomicLong clock = new AtomicLong();
        StringWriter err = new StringWriter();
        try (ProgressDisplay display = ProgressDisplay.plain(new PrintWriter(err), "rk4", 100, clock::get)) {
            for (int step = 0; step <= 100; step++) {
                clock.set(step * 400_000_000L);
                display.stepTo(step, "loss 0.5");
            }
        }
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("rk4: 38 %, loss 0.5, 25 s left\nrk4: 76 %, loss 0.5, 10 s left\n");
    }
}
