package org.kutta.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.report.OutputFile;
import org.kutta.examples.report.Report;
import picocli.CommandLine.Option;

/** The option {@code --report FILE}, to mix into a command: its results as one HTML page. */
public final class ReportOption {
    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write the results as one HTML page that needs no network, whole or not at all.")
    private @Nullable Path path;

    private @Nullable OutputFile file;

    /** Makes an option not yet given. */
    public ReportOption() {}

    /**
     * Checks that the file can be written; to be called before the work begins.
     *
     * @throws IOException if the option was given and its file cannot be written
     */
    public void check() throws IOException {
        file = path == null ? null : OutputFile.at(path);
    }

    /**
     * Writes the page if the option was given.
     *
     * @param report makes the page; not called without the option
     * @throws IOException if writing fails
     */
    public void write(Supplier<Report> report) throws IOException {
        if (file != null) {
            file.write(report.get().html());
        }
    }
}
