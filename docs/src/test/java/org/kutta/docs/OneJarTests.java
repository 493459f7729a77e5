package org.kutta.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one jar, alone in a folder of its own. It is there once {@code mvn package} has gone by {@code examples}. */
class OneJarTests {
    @TempDir
    private Path folder;

    @Test
    void oneJar_farFromTheSources_runsAndHoldsItsLibraries() throws Exception {
        Path built = Project.home().resolve("examples/target/kutta-all.jar");
        assumeTrue(Files.exists(built), "packaged");
        Path jar = Files.copy(built, folder.resolve("kutta.jar"));
        assertThat(run(jar, "--version")).startsWith("kutta ").contains("back end CpuBackend");
        assertThat(run(jar, "certify", "rk4", "--report", "page.html")).contains("rk4: passed");
        assertThat(folder.resolve("page.html")).exists();
    }

    private String run(Path jar, String... arguments) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(java.toString(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
