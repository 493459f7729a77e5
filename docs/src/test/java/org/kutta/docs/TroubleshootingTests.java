package org.kutta.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every message that the page on troubleshooting quotes is one that the sources can say. */
class TroubleshootingTests {
    /** A message: the first cell of a row of a table. */
    private static final Pattern MESSAGE = Pattern.compile("^\\| `([^`]+)` \\|");

    /** Two string literals that are one in the program. */
    private static final Pattern JOINT = Pattern.compile("\"\\s*\\+\\s*\"");

    private static String sources = "";

    @BeforeAll
    static void readSources() throws IOException {
        StringBuilder text = new StringBuilder(Files.readString(Project.home().resolve("kutta")));
        for (String module : List.of("solver", "adjoint", "nn", "examples")) {
            Path folder = Project.home().resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    text.append(Files.readString(file)).append('\n');
                }
            }
        }
        sources = JOINT.matcher(text).replaceAll("");
    }

    @Test
    void messages_all_areInTheSources() throws IOException {
        List<String> messages = messages();
        assertThat(messages).hasSizeGreaterThan(40);
        assertThat(messages).allSatisfy(message -> {
            for (String fragment : message.split("…")) {
                assertThat(sources.contains(fragment.strip()))
                        .as("\"%s\" of \"%s\" in the sources", fragment.strip(), message)
                        .isTrue();
            }
        });
    }

    private static List<String> messages() throws IOException {
        return Files.readAllLines(Project.home().resolve("docs/troubleshooting.md")).stream()
                .map(MESSAGE::matcher)
                .filter(Matcher::find)
                .map(row -> row.group(1))
                .toList();
    }
}
