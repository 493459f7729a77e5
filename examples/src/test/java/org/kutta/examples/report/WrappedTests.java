package org.kutta.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WrappedTests {
    @Test
    void point_longText_isBrokenBetweenWordsAndIndented() {
        String text = "word ".repeat(50).strip();
        List<String> lines = Wrapped.point(text).lines().toList();
        assertThat(lines).hasSize(3).allMatch(line -> line.length() <= 100);
        assertThat(lines.get(0)).startsWith("- word");
        assertThat(lines.get(1)).startsWith("  word");
        assertThat(String.join(" ", lines).replaceAll("\\s+", " ").substring(2)).isEqualTo(text);
    }

    @Test
    void point_oneLongWord_standsAlone() {
        assertThat(Wrapped.point("x".repeat(120))).isEqualTo("- " + "x".repeat(120));
    }
}
