package org.kutta.examples.study;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ReportOption;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.data.DataOptions;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.report.Report;
import org.kutta.nn.Network;
import org.kutta.nn.compare.CellResult;
import org.kutta.nn.compare.CellTraining;
import org.kutta.nn.compare.TrainingCell;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.train.TrainingListener;
import org.kutta.solver.Checks;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the studies on neural ODEs of points, and their way to train one. */
final class PointsOptions {
    private static final double LEARNING_RATE = 0.02;
    private static final int BATCH = 100;
    private static final int EPOCHS = 30;
    private static final int QUICK_EPOCHS = 16;
    private static final int QUICK_TRAIN = 800;

    @Mixin
    private DataOptions dataOptions;

    @Option(names = "--quick", description = "Few epochs and points: under a minute, for a first look.")
    private boolean quick;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How often to go through the data. Default: 30; quick: 16.")
    private @Nullable Integer epochs;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of first weights, batches and points. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private ThreadsOption threads = new ThreadsOption(1);

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ReportOption report = new ReportOption();

    /** Makes the options of a study that usually takes these data. */
    PointsOptions(String usual) {
        dataOptions = new DataOptions(usual);
    }

    private int count() {
        return epochs != null ? epochs : quick ? QUICK_EPOCHS : EPOCHS;
    }

    /** Checks the options and loads the data. */
    LabelledData load() throws IOException {
        Checks.atLeast("--epochs", count(), 1);
        threads.check();
        report.check(json);
        LabelledData data = dataOptions.load(seed);
        Checks.check(data.train().shape().length == 1, "--data (%s) must be points, spheres or spirals", data.name());
        threads.apply();
        return quick ? data.first(QUICK_TRAIN, data.test().size()) : data;
    }

    /** Trains a network and hands it on. */
    CellResult train(String name, Layer layer, DataSet train, DataSet test, Consumer<Network> trained) {
        CellTraining training = new CellTraining(count(), BATCH, CellTraining.Updater.ADAM);
        TrainingCell cell = new TrainingCell(name, 1, LEARNING_RATE, seed);
        CellResult result = training.run(cell, layer, train, test, new TrainingListener() {}, trained)
                .orElseThrow(() -> new CommandFailedException(name + ": interrupted"));
        if (!result.failure().isEmpty()) {
            throw new CommandFailedException(name + ": " + result.failure());
        }
        return result;
    }

    String describe(LabelledData data) {
        return data.name() + ", " + data.train().size() + " training and "
                + data.test().size() + " test points; " + count() + " epochs of batches of " + BATCH
                + ", Adam with learning rate " + LEARNING_RATE + " falling along a cosine, seed " + seed;
    }

    /** Writes the files. */
    void write(Object result, Report page, PrintWriter out) throws IOException {
        json.write(result);
        Optional<Path> written = report.write(() -> page);
        written.ifPresent(path -> out.printf("%nThe charts are in %s%n", path));
        out.flush();
    }
}
