package org.kutta.examples.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options {@code --data} and {@code --dir}, to mix into a command: what to train on. */
public final class DataOptions {
    private static final int TRAIN_POINTS = 2000;
    private static final int TEST_POINTS = 1000;

    @Option(
            names = "--data",
            paramLabel = "NAME",
            description = "mnist (the bundled sample, or all digits of --dir), cifar10 (needs --dir), "
                    + "spheres or spirals (generated points of the plane). Default: ${DEFAULT-VALUE}.")
    private String name = "mnist";

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder with the files of mnist (IDX) or cifar10 (binary version).")
    private @Nullable Path folder;

    /** Makes the options as they are when none is given: the bundled digits. */
    public DataOptions() {}

    /**
     * Makes the options of a command that usually takes other data.
     *
     * @param usual name of the data when none is given
     */
    public DataOptions(String usual) {
        name = usual;
    }

    /**
     * Loads or draws the data.
     *
     * @param seed of generated points
     * @return the data
     * @throws IOException if files are missing or not what they should be
     * @throws IllegalArgumentException if there are no such data, or the folder is missing or does not go with them
     */
    public LabelledData load(long seed) throws IOException {
        return switch (name) {
            case "mnist" -> folder == null ? Mnist.sample() : Mnist.load(folder);
            case "cifar10" -> {
                if (folder == null) {
                    throw new IllegalArgumentException("--data cifar10 needs --dir, the folder with data_batch_1.bin");
                }
                yield Cifar10.load(folder);
            }
            case "spheres" -> {
                checkNoFolder();
                yield new LabelledData(
                        name,
                        Points.spheres(TRAIN_POINTS, new Random(seed)),
                        Points.spheres(TEST_POINTS, new Random(~seed)));
            }
            case "spirals" -> {
                checkNoFolder();
                yield new LabelledData(
                        name,
                        Points.spirals(TRAIN_POINTS, new Random(seed)),
                        Points.spirals(TEST_POINTS, new Random(~seed)));
            }
            default ->
                throw new IllegalArgumentException(
                        "--data (" + name + ") must be one of mnist, cifar10, spheres, spirals");
        };
    }

    private void checkNoFolder() {
        if (folder != null) {
            throw new IllegalArgumentException("--dir goes with --data mnist or cifar10, not with " + name);
        }
    }
}
