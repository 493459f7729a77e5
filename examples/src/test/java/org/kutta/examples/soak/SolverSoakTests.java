package org.kutta.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SolverSoakTests {

    @Test
    void run_sampleOfSeeds_findsNothing() {
        // a failure names its seed; the command runs as many others as one likes
        SolverSoak.Outcome outcome = SolverSoak.run(0, 1800, done -> {});
        assertThat(outcome.solved() + outcome.failed() + outcome.refused())
                .as("every case is counted once")
                .isEqualTo(1800);
        assertThat(outcome.solved()).isGreaterThan(700);
        assertThat(outcome.failed()).isGreaterThan(50);
        assertThat(outcome.refused()).isGreaterThan(50);
    }
}
