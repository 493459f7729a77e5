package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;

import org.junit.jupiter.api.Test;

class EqualBudgetTests {
    @Test
    void arms_discrete_haveTheSameNumberOfSubnets() {
        assertThat(new EqualBudget(12).arms())
                .filteredOn(arm -> arm.reading() == Reading.DISCRETE)
                .extracting(Arm::name, Arm::subnets, Arm::steps, Arm::dt, Arm::totalTime)
                .containsExactly(
                        tuple("euler", 12, 12, 1.0, 12.0),
                        tuple("midpoint", 12, 6, 1.0, 6.0),
                        tuple("rk3", 12, 4, 1.0, 4.0),
                        tuple("rk4", 12, 3, 1.0, 3.0),
                        tuple("euler-scaled", 12, 12, 0.25, 3.0));
    }

    @Test
    void arms_continuous_coverTheIntervalOfRk4() {
        assertThat(new EqualBudget(24).arms())
                .filteredOn(arm -> arm.reading() == Reading.CONTINUOUS)
                .extracting(Arm::name, Arm::subnets, Arm::steps, Arm::totalTime)
                .containsExactly(tuple("node-rk4", 1, 6, 6.0), tuple("node-dopri5", 1, 0, 6.0));
    }

    @Test
    void arms_subnetsThatDoNotMakeWholeBlocks_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EqualBudget(10).arms())
                .withMessage("sub-networks (10) must be a multiple of the 4 that a block of rk4 takes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EqualBudget(0))
                .withMessage("sub-networks (0) must be >= 1");
    }
}
