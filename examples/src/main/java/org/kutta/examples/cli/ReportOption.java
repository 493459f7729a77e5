package org.kutta.examples.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

    /** Makes an option without which no page is written. */
    public ReportOption() {}

    /**
     * Makes an option that has a file without being given.
     *
     * @param usual the file
     */
    public ReportOption(Path usual) {
        path = usual;
    }

    /**
     * Checks that the files for the page and for the data can be written and are two; to be called before the work begins.
     *
     * @param json the command's other option for results
     * @throws IOException if there is a file that cannot be written
     * @throws IllegalArgumentException if both would go to one file
     */
    public void check(JsonOption json) throws IOException {
        json.check();
        file = path == null ? null : OutputFile.at(path);
        Map<String, @Nullable OutputFile> files = new LinkedHashMap<>();
        files.put("--json", json.file());
        files.put("--report", file);
        OutputFile.checkDistinct(files);
    }

    /** {@return the file that was checked, or null if there is none} */
    public @Nullable OutputFile file() {
        return file;
    }

    /**
     * Writes the page if there is a file for it.
     *
     * @param report makes the page; not called without a file
     * @return the file, or empty if there is none
     * @throws IOException if writing fails
     */
    @CanIgnoreReturnValue
    public Optional<Path> write(Supplier<Report> report) throws IOException {
        if (file == null) {
            return Optional.empty();
        }
        file.write(report.get().html());
        return Optional.of(file.path());
    }
}
