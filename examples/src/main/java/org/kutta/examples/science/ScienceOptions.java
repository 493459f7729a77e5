package org.kutta.examples.science;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ReportOption;
import org.kutta.examples.report.OutputFile;
import org.kutta.examples.report.Report;
import org.kutta.solver.Checks;
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

    /**
     * Checks, behind {@link #check}, that a command writes no file twice and none that it reads.
     *
     * @param model the file of {@code --save}
     * @param csv the file of {@code --csv}
     */
    void checkFiles(@Nullable OutputFile model, @Nullable Path csv) throws IOException {
        Map<String, @Nullable OutputFile> files = new LinkedHashMap<>();
        files.put("--json", json.file());
        files.put("--report", report.file());
        files.put("--save", model);
        OutputFile.checkDistinct(files);
        if (csv == null || !Files.exists(csv)) {
            return;
        }
        Checks.check(!Files.isDirectory(csv), "--csv", csv, "must be a file, not a folder");
        for (Map.Entry<String, @Nullable OutputFile> entry : files.entrySet()) {
            OutputFile file = entry.getValue();
            Checks.check(
                    file == null || !Files.exists(file.path()) || !Files.isSameFile(csv, file.path()),
                    entry.getKey(),
                    csv,
                    "must not be the file of --csv, too");
        }
    }

    /** Writes what was asked for. */
    @CanIgnoreReturnValue
    Optional<Path> write(Object results, Supplier<Report> page) throws IOException {
        json.write(results);
        return report.write(page);
    }
}
