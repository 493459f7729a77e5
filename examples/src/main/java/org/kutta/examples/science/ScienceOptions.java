package org.kutta.examples.science;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ReportOption;
import org.kutta.examples.report.Report;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every scientific example takes. */
final class ScienceOptions {
    @Option(names = "--quick", description = "Less training: a few seconds, for a first look.")
    private boolean quick;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of data, first weights and batches. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ReportOption report;

    /**
     * The options of a command.
     *
     * @param command its name, after which the page is named if nothing else is said
     */
    ScienceOptions(String command) {
        report = new ReportOption(Path.of("kutta-" + command + ".html"));
    }

    boolean quick() {
        return quick;
    }

    long seed() {
        return seed;
    }

    /** {@return one number in quick runs, another in full ones} */
    int choose(int inQuick, int inFull) {
        return quick ? inQuick : inFull;
    }

    /** Checks the files, before any work. */
    void check() throws IOException {
        report.check(json);
    }

    /** Writes what was asked for. */
    @CanIgnoreReturnValue
    Optional<Path> write(Object results, Supplier<Report> page) throws IOException {
        json.write(results);
        return report.write(page);
    }
}
