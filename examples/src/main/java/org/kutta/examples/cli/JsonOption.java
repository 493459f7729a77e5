package org.kutta.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.report.Json;
import org.kutta.examples.report.OutputFile;
import picocli.CommandLine.Option;

/** The option {@code --json FILE}, to mix into a command: its results as data. */
public final class JsonOption {
    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the results as JSON to this file, whole or not at all.")
    private @Nullable Path path;

    private @Nullable OutputFile file;

    /** Makes an option not yet given. */
    public JsonOption() {}

    /**
     * Checks that the file can be written, unless {@link ReportOption#check} does both; to be called before the work begins.
     *
     * @throws IOException if the option was given and its file cannot be written
     */
    public void check() throws IOException {
        file = path == null ? null : OutputFile.at(path);
    }

    /** {@return the file that was checked, or null if there is none} */
    public @Nullable OutputFile file() {
        return file;
    }

    /**
     * Writes the results if the option was given.
     *
     * @param results a record, map, list, string, number or array of such; a number that is not finite becomes null
     * @throws IOException if writing fails
     */
    public void write(Object results) throws IOException {
        if (file != null) {
            file.write(Json.bytes(results));
        }
    }
}
