package org.kutta.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every code block of the guide is a part of a test that runs: page and test are compared line by line. */
class MirrorTests {
    private static final String SOURCE = """
            class Demo {
                void run() {
                    // region: demo
                    int order = 4;
                    // region: inner
                    if (order > 3) {
                        order--;
                    }
                    // endregion
                    // endregion
                }
            }
            """;

    @TempDir
    private Path folder;

    static List<Path> pages() throws IOException {
        return Project.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void blocks_everyPage_equalTheirSource(Path page) throws IOException {
        assertThat(drift(Project.home(), MarkdownPage.read(page))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_everyPage_leadToAFile(Path page) throws IOException {
        for (String link : MarkdownPage.read(page).links()) {
            if (!link.startsWith("#") && !URI.create(link).isAbsolute()) {
                String path = URLDecoder.decode(link.replaceFirst("#.*", ""), StandardCharsets.UTF_8);
                assertThat(page.resolveSibling(path)).as("link of " + page).exists();
            }
        }
    }

    @Test
    void drift_pageThatEqualsItsRegions_isNone() throws IOException {
        assertThat(driftOf("""
                <!-- mirror: Demo.java#demo -->
                ```java
                int order = 4;
                if (order > 3) {
                    order--;
                }
                ```

                * in a list, a part of the same

                  <!-- mirror: Demo.java#inner -->

                  ```java
                  if (order > 3) {
                      order--;
                  }
                  ```
                """)).isEmpty();
    }

    @Test
    void drift_oneChangedLine_namesPageLineAndSource() throws IOException {
        assertThat(driftOf("""
                <!-- mirror: Demo.java#demo -->
                ```java
                int order = 5;
                if (order > 3) {
                    order--;
                }
                ```
                """)).singleElement().asString().contains("page.md:2", "Demo.java#demo", "int order = 4;");
    }

    @Test
    void drift_lostOrExtraLineOrIndentation_isFound() throws IOException {
        String block = "<!-- mirror: Demo.java#inner -->\n```java\n%s\n```\n";
        assertThat(driftOf(block.replace("%s", "if (order > 3) {\n    order--;")))
                .hasSize(1);
        assertThat(driftOf(block.replace("%s", "if (order > 3) {\n    order--;\n}\n}")))
                .hasSize(1);
        assertThat(driftOf(block.replace("%s", "if (order > 3) {\norder--;\n}")))
                .hasSize(1);
    }

    @Test
    void drift_javaBlockWithoutMirror_isFound() throws IOException {
        assertThat(driftOf("```java\nint order = 4;\n```\n"))
                .singleElement()
                .asString()
                .contains("page.md:1");
        assertThat(driftOf("<!-- mirror: Demo.java#demo -->\nwords\n```java\nint order = 4;\n```\n"))
                .hasSize(1);
        assertThat(driftOf("```sh\nmvn verify\n```\n")).isEmpty();
    }

    @Test
    void drift_outputBlock_isComparedWithTheWholeFile() throws IOException {
        Files.writeString(folder.resolve("printed.txt"), "order 4\n  nfe 48\n");
        String block = "<!-- mirror: printed.txt -->\n```text\norder %s\n  nfe 48\n```\n";
        assertThat(driftOf(block.replace("%s", "4"))).isEmpty();
        assertThat(driftOf(block.replace("%s", "3"))).hasSize(1);
    }

    @Test
    void drift_missingFileOrRegionOrFence_isRefused() {
        assertThatThrownBy(() -> driftOf("<!-- mirror: Lost.java#demo -->\n```java\n```\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Lost.java#demo");
        assertThatThrownBy(() -> driftOf("<!-- mirror: Demo.java#lost -->\n```java\n```\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("// region: lost");
        assertThatThrownBy(() -> driftOf("```java\nint order = 4;\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 1");
    }

    private List<String> driftOf(String page) throws IOException {
        Files.writeString(folder.resolve("Demo.java"), SOURCE);
        return drift(folder, MarkdownPage.parse(Path.of("page.md"), page.lines().toList()));
    }

    private static List<String> drift(Path home, MarkdownPage page) throws IOException {
        List<String> drift = new ArrayList<>();
        for (MarkdownPage.Block block : page.blocks()) {
            String place = page.file() + ":" + block.line();
            String mirror = block.mirror();
            if (mirror != null) {
                List<String> source = Regions.read(home, mirror);
                if (!source.equals(block.text())) {
                    drift.add(place + " differs from " + mirror + ", which now reads\n" + String.join("\n", source));
                }
            } else if (block.language().equals("java")) {
                drift.add(place + " has no mirror: which test does this code come from?");
            }
        }
        return drift;
    }
}
