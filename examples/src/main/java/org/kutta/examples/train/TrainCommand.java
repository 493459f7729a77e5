package org.kutta.examples.train;

import com.google.common.base.Ascii;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ReportOption;
import org.kutta.examples.cli.SaveFileOption;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.data.DataOptions;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.report.OutputFile;
import org.kutta.examples.report.Table;
import org.kutta.nn.image.ImageNetworks;
import org.kutta.nn.layer.Sequential;
import org.kutta.solver.Checks;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kutta train}: trains the default image classifier of one reading. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train the default image classifier of one reading.",
            "It ends with the accuracy and a table of what is confused. Without options it takes a few minutes on the bundled digits. With --checkpoint a run that was broken off goes on where its last whole epoch ended.",
        })
public final class TrainCommand implements Callable<Integer> {
    private static final int QUICK_TRAIN = 1500;
    private static final int QUICK_TEST = 500;

    /** The two readings of a tableau. */
    enum Reading {
        STACK,
        ODE;

        Sequential network(int classes) {
            return this == STACK ? ImageNetworks.stack(classes) : ImageNetworks.neuralOde(classes);
        }

        @Override
        public String toString() {
            return Ascii.toLowerCase(name());
        }
    }

    @Option(
            names = "--reading",
            paramLabel = "READING",
            defaultValue = "stack",
            description =
                    "${COMPLETION-CANDIDATES}: a residual stack of eight sub-networks, or one as the field of a neural ODE. "
                            + "Default: ${DEFAULT-VALUE}.")
    private Reading reading = Reading.STACK;

    @Mixin
    private DataOptions dataOptions = new DataOptions();

    @Option(
            names = "--quick",
            description = "A small part of the data and few epochs: under a minute, for a first look.")
    private boolean quick;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How often to go through the data. Default: 10; quick: 3.")
    private @Nullable Integer epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "50",
            description = "Samples in a batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--lr",
            paramLabel = "X",
            defaultValue = "0.003",
            description =
                    "Largest learning rate of AdamW: it grows for a tenth of the steps, then falls along a cosine. "
                            + "Default: ${DEFAULT-VALUE}.")
    private double learningRate;

    @Option(
            names = "--shift",
            paramLabel = "N",
            defaultValue = "2",
            description = "Move every training image by up to so many pixels, at random. Default: ${DEFAULT-VALUE}.")
    private int shift;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of first weights, batches and shifts. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "Keep the state of the training in this file after every epoch, and go on from it if it is there.")
    private @Nullable Path checkpoint;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private SaveFileOption save = new SaveFileOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ReportOption report = new ReportOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public TrainCommand() {}

    @Override
    public Integer call() throws IOException {
        Checks.check(batch >= 1, "--batch", batch, "must be >= 1");
        Checks.check(epochs == null || epochs >= 1, "--epochs", String.valueOf(epochs), "must be >= 1");
        Checks.check(shift >= 0, "--shift", shift, "must be >= 0");
        Checks.positive("--lr", learningRate);
        threads.check();
        checkFiles();
        LabelledData data = dataOptions.load(seed);
        Checks.check(data.train().shape().length == 3, "--data", data.name(), "must be images");
        long shortest = Math.min(data.train().shape()[0], data.train().shape()[1]);
        Checks.check(shift < shortest, "--shift", shift, "must be less than the height and width of the images");
        if (quick) {
            data = data.first(QUICK_TRAIN, QUICK_TEST);
        }
        Checks.check(
                batch <= data.train().size(),
                "--batch (%s) must be at most the number of training samples (%s)",
                batch,
                data.train().size());
        threads.apply();
        int count = epochs != null ? epochs : quick ? 3 : 10;
        data.checkSteps(count, batch);
        Training training = new Training(reading, data, count, batch, learningRate, shift, seed, checkpoint);
        PrintWriter out = spec.commandLine().getOut();
        out.println(training.describe());
        out.flush();
        Training.Trained trained =
                training.run(spec.commandLine().getErr()).orElseThrow(() -> new CommandFailedException("interrupted"));
        save.write(trained.model()).ifPresent(path -> out.printf("The model is in %s%n", path));
        TrainResult result = trained.result();
        print(out, result);
        json.write(result);
        List<String> names = data.classNames();
        report.write(() -> TrainReport.of(result, names, training.describe()))
                .ifPresent(path -> out.printf("%nThe curves are in %s%n", path));
        out.flush();
        return ExitCode.OK;
    }

    private void checkFiles() throws IOException {
        report.check(json);
        Map<String, @Nullable OutputFile> files = new LinkedHashMap<>();
        files.put("--json", json.file());
        files.put("--report", report.file());
        files.put("--checkpoint", checkpoint == null ? null : OutputFile.at(checkpoint));
        files.put("--save", save.check().orElse(null));
        OutputFile.checkDistinct(files);
    }

    private static void print(PrintWriter out, TrainResult result) {
        out.printf(
                Locale.ROOT,
                "test accuracy %.4f, training loss %.4f, %d parameters, %.1f evaluations of sub-networks a pass, %.0f s%n%n",
                result.testAccuracy(),
                result.trainLoss().get(result.epochs() - 1),
                result.parameters(),
                result.nfeForward(),
                result.seconds());
        List<List<Integer>> confusion = result.confusion();
        String[] columns = new String[confusion.size() + 1];
        columns[0] = "true \\ found";
        for (int c = 0; c < confusion.size(); c++) {
            columns[c + 1] = Integer.toString(c);
        }
        Table table = Table.of(columns);
        for (int c = 0; c < confusion.size(); c++) {
            String[] row = new String[columns.length];
            row[0] = Integer.toString(c);
            for (int found = 0; found < confusion.size(); found++) {
                int count = confusion.get(c).get(found);
                row[found + 1] = count == 0 ? "" : Integer.toString(count);
            }
            table.row(row);
        }
        out.print(table.text());
        out.flush();
    }
}
