package org.kutta.examples.cli;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kutta.nn.model.SavedModel;
import org.kutta.solver.Checks;
import picocli.CommandLine.Option;

/** The option {@code --model FILE}, to mix into a command that can work on models that were saved before. */
public final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            description =
                    "Take this trained model, such as one of 'kutta train --save', instead of training some; "
                            + "may be given several times. It gets the samples of --data, normalised as those it was trained on.")
    private List<Path> files = List.of();

    /** Makes an option not yet given. */
    public ModelOption() {}

    /** {@return whether the option was given} */
    public boolean given() {
        return !files.isEmpty();
    }

    /**
     * Reads the models; to be called before the work begins.
     *
     * @return the models by their files, in the order they were given; none if the option was not given
     * @throws IOException if a file cannot be read
     * @throws org.kutta.nn.model.ModelFormatException if one is no sound model
     * @throws IllegalArgumentException if one is given twice
     */
    public ImmutableMap<Path, SavedModel> load() throws IOException {
        Map<Path, SavedModel> models = new LinkedHashMap<>();
        for (Path file : files) {
            Checks.check(models.put(file, SavedModel.read(file)) == null, "--model", file, "must be given once");
        }
        return ImmutableMap.copyOf(models);
    }
}
