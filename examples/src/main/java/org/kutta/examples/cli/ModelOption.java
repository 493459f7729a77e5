package org.kutta.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.model.SavedModel;
import picocli.CommandLine.Option;

/** The option {@code --model FILE}, to mix into a command that can work on a model that was saved before. */
public final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "Take this trained model, such as one of 'kutta compare --save', instead of training one.")
    private @Nullable Path file;

    /** Makes an option not yet given. */
    public ModelOption() {}

    /**
     * Reads the model; to be called before the work begins.
     *
     * @return the model, or empty if the option was not given
     * @throws IOException if the file cannot be read
     * @throws org.kutta.nn.model.ModelFormatException if it is no sound model
     */
    public Optional<SavedModel> load() throws IOException {
        return file == null ? Optional.empty() : Optional.of(SavedModel.read(file));
    }
}
