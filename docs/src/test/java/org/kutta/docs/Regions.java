package org.kutta.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what a mirror comment names: {@code path#region} a marked part of a source file, {@code path} a whole file. */
final class Regions {
    private Regions() {}

    /** {@return the lines that {@code mirror} names, without their common indentation} */
    static List<String> read(Path home, String mirror) throws IOException {
        int hash = mirror.indexOf('#');
        Path file = home.resolve(hash < 0 ? mirror : mirror.substring(0, hash));
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("mirror (" + mirror + ") must name a file of this project");
        }
        List<String> lines = Files.readAllLines(file);
        return hash < 0 ? lines : region(lines, mirror, mirror.substring(hash + 1));
    }

    /** {@return the lines between {@code // region: name} and {@code // endregion}, the marks of inner regions left out} */
    private static List<String> region(List<String> lines, String mirror, String name) {
        List<String> inside = new ArrayList<>();
        int depth = 0;
        for (String line : lines) {
            String mark = line.strip();
            if (depth == 0) {
                depth = mark.equals("// region: " + name) ? 1 : 0;
            } else if (mark.startsWith("// region: ")) {
                depth++;
            } else if (mark.equals("// endregion")) {
                depth--;
                if (depth == 0) {
                    return dedent(inside);
                }
            } else {
                inside.add(line);
            }
        }
        throw new IllegalArgumentException("mirror (" + mirror + ") must name a region, from \"// region: " + name
                + "\" to \"// endregion\", of its file");
    }

    /** {@return the lines without their common indentation, without trailing blanks, without blank lines at either end} */
    static List<String> dedent(List<String> lines) {
        return String.join("\n", lines)
                .stripIndent()
                .lines()
                .map(String::stripTrailing)
                .toList();
    }
}
