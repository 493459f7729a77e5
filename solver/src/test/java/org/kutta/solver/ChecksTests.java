package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ChecksTests {

    @Test
    void check_oneArgument_namesValueAndRule() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.check(false, "rtol", -1.0, "must be > 0"))
                .withMessage("rtol (-1.0) must be > 0");
    }

    /** Java takes this call for one of a name, a value and a rule. */
    @Test
    void check_templateWhoseSecondArgumentIsAString_isFilled() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.check(false, "state has shape %s but must have %s", "[2]", "[3]"))
                .withMessage("state has shape [2] but must have [3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.check(false, "%s of %s is %s", "a", "b", "c"))
                .withMessage("a of b is c");
    }
}
