package org.kutta.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A browser without a window, to open a report as its reader does. */
public final class Chromium {
    private Chromium() {}

    /**
     * Opens a page, lets its scripts run, and returns what became of it. Skips the test when no Chromium is there.
     *
     * @param page the page
     * @param work an empty folder for the browser's own files
     * @return the page's elements as text, after the scripts ran
     * @throws IOException if the browser cannot be run
     * @throws InterruptedException if the wait is interrupted
     */
    public static String open(Path page, Path work) throws IOException, InterruptedException {
        String browser = Stream.of("chromium", "chromium-browser", "google-chrome")
                .filter(Chromium::isOnPath)
                .findFirst()
                .orElse("");
        assumeTrue(!browser.isEmpty(), "no Chromium on the path: install it to have reports opened by a test");
        Path dom = work.resolve("dom.html");
        Path log = work.resolve("log.txt");
        List<String> command = new ArrayList<>(List.of(browser, "--headless", "--no-sandbox", "--disable-gpu"));
        command.addAll(List.of("--disable-quic", "--no-first-run", "--disable-background-networking"));
        command.addAll(List.of("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"));
        command.addAll(List.of("--user-data-dir=" + work.resolve("profile"), "--enable-logging=stderr"));
        command.addAll(List.of(
                "--virtual-time-budget=30000", "--dump-dom", page.toUri().toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("browser ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        // Remarks on the speed of a browser without a graphics card are no errors of the page.
        assertThat(Files.readAllLines(log).stream().filter(line -> line.contains("CONSOLE")))
                .as("console of the browser")
                .allMatch(line -> line.contains("WebGL") || line.contains("Canvas2D"));
        return Files.readString(dom);
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
