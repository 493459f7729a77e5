package org.kutta.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class SolverSoakTests {

    @Test
    void run_sampleOfFixedAndFreshSeeds_findsNothing() {
        SolverSoak.Outcome fixed = SolverSoak.run(0, 1500, done -> {});
        assertThat(fixed.solved()).isGreaterThan(700);
        assertThat(fixed.failed()).isGreaterThan(50);
        assertThat(fixed.refused()).isGreaterThan(50);
        // a failure names its seed
        SolverSoak.run(ThreadLocalRandom.current().nextLong(1L << 40), 300, done -> {});
    }
}
