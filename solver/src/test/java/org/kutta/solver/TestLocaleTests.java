package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The build runs all tests where a forgotten {@link Locale#ROOT} shows: the default digits are not 0 to 9. */
class TestLocaleTests {
    @Test
    void defaultLocale_underTheBuild_writesOtherDigits() {
        assertThat(String.format("%d", 17)).isNotEqualTo("17");
        assertThat(String.format(Locale.ROOT, "%d", 17)).isEqualTo("17");
    }
}
