package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** oneDNN chooses other kernels on other processors: each set of instructions in a process of its own, which a wrong one may end. */
class ProcessorTests {
    private static final long SEED = 20_261_125;
    private static final int PASSES = 60;

    @TempDir
    Path folder;

    @Test
    void passes_onThisProcessor_equalThoseInDouble() {
        assertThat(RandomPasses.firstWrong(SEED, PASSES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AVX2", "SSE41"})
    void passes_onAnOlderProcessor_equalThoseInDouble(String instructions) throws Exception {
        Path log = folder.resolve("passes.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RandomPasses.class.getName(),
                        Long.toString(SEED),
                        Integer.toString(PASSES))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("ONEDNN_MAX_CPU_ISA", instructions);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
