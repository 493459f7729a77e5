package org.kutta.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the project's files are. */
final class Project {
    private Project() {}

    /** {@return the project's root folder} */
    static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isRegularFile(folder.resolve("kutta"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("no folder above " + Path.of("").toAbsolutePath() + " holds the launcher");
        }
        return folder;
    }

    /** {@return the pages whose blocks and links are held to the code: those of the root folder and of the guide} */
    static List<Path> pages() throws IOException {
        try (Stream<Path> root = Files.list(home());
                Stream<Path> guide = Files.walk(home().resolve("docs"))) {
            return Stream.concat(root, guide)
                    .filter(file ->
                            file.toString().endsWith(".md") && !file.toString().contains("target"))
                    .sorted()
                    .toList();
        }
    }
}
