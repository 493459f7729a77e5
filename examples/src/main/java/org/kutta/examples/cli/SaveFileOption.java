package org.kutta.examples.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.report.OutputFile;
import org.kutta.nn.model.SavedModel;
import picocli.CommandLine.Option;

/** The option {@code --save FILE}, to mix into a command that trains one model. */
public final class SaveFileOption {
    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Save the trained model in this file, whole or not at all; for 'kutta model' and --model.")
    private @Nullable Path path;

    private @Nullable OutputFile file;

    /** Makes an option not yet given. */
    public SaveFileOption() {}

    /**
     * Checks that the file can be written; to be called before the work begins.
     *
     * @return the file, or empty if the option was not given
     * @throws IOException if the option was given and its file cannot be written
     */
    @CanIgnoreReturnValue
    public Optional<OutputFile> check() throws IOException {
        file = path == null ? null : OutputFile.at(path);
        return Optional.ofNullable(file);
    }

    /**
     * Saves the model if the option was given.
     *
     * @param model the model
     * @return the file, or empty if there is none
     * @throws IOException if writing fails
     */
    @CanIgnoreReturnValue
    public Optional<Path> write(SavedModel model) throws IOException {
        if (file == null) {
            return Optional.empty();
        }
        model.write(file.path());
        return Optional.of(file.path());
    }
}
