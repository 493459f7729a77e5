package org.kutta.examples.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.model.SavedModel;
import picocli.CommandLine.Option;

/** The option {@code --save FOLDER}, to mix into a command that trains: its models as files. */
public final class SaveOption {
    /** What the names of model files end with. */
    public static final String SUFFIX = ".kutta";

    @Option(
            names = "--save",
            paramLabel = "FOLDER",
            description = "Save each trained model in this folder, as NAME.kutta; made if it is not there.")
    private @Nullable Path folder;

    /** Makes an option not yet given. */
    public SaveOption() {}

    /**
     * Makes the folder if there is none and checks that it can be written; to be called before the work begins.
     *
     * @throws IOException if the option was given and there can be no such folder
     */
    public void check() throws IOException {
        if (folder == null) {
            return;
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new FileSystemException(folder.toString(), null, "is a file, not a folder");
        }
        Files.createDirectories(folder);
        if (!Files.isWritable(folder)) {
            throw new FileSystemException(folder.toString(), null, "cannot be written");
        }
    }

    /**
     * Saves a model if the option was given, whole or not at all.
     *
     * @param name name of its file without ending
     * @param model the model
     */
    public void write(String name, SavedModel model) {
        if (folder == null) {
            return;
        }
        try {
            model.write(folder.resolve(name + SUFFIX));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
