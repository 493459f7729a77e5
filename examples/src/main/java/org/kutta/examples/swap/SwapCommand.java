package org.kutta.examples.swap;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ModelOption;
import org.kutta.examples.cli.ReportOption;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.data.DataOptions;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.report.Wrapped;
import org.kutta.nn.Network;
import org.kutta.nn.model.SavedModel;
import org.kutta.solver.Checks;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kutta swap}: whether trained models still are ODEs. */
@Command(
        name = "swap",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Ask of trained models whether they still are ODEs.",
            "The same trained numbers are solved by other solvers: an ODE gives the same answers. Without options, trains three models on concentric rings, one with a single Euler step, one with eight steps of the classical method and one to a "
                    + "tolerance, and swaps their solvers: a minute or two.",
        })
public final class SwapCommand implements Callable<Integer> {
    private static final int EPOCHS = 40;
    private static final int QUICK_EPOCHS = 16;
    private static final int QUICK_TEST = 500;

    @Mixin
    private DataOptions dataOptions = new DataOptions("spheres");

    @Option(
            names = "--quick",
            description = "Fewer epochs, or of a saved model fewer test samples: under a minute, for a first look.")
    private boolean quick;

    @Mixin
    private ModelOption models = new ModelOption();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How often to go through the data. Default: 40; quick: 16.")
    private @Nullable Integer epochs;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of first weights, batches and generated data. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /** The operations of these small networks last microseconds: threads lose more by waiting for each other than they gain. */
    @Mixin
    private ThreadsOption threads = new ThreadsOption(1);

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ReportOption report = new ReportOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public SwapCommand() {}

    @Override
    public Integer call() throws IOException {
        int count = epochs != null ? epochs : quick ? QUICK_EPOCHS : EPOCHS;
        Checks.check(count >= 1, "--epochs", count, "must be >= 1");
        Checks.check(!models.given() || epochs == null, "--epochs", count, "has no use with --model");
        threads.check();
        report.check(json);
        Map<Path, SavedModel> saved = models.load();
        LabelledData data = dataOptions.load(seed);
        if (quick && models.given()) {
            data = data.first(1, QUICK_TEST);
        }
        if (!models.given()) {
            data.checkSteps(count, SwapTrainer.BATCH);
        }
        threads.apply();
        return models.given() ? load(data, saved) : train(data, count);
    }

    private int train(LabelledData data, int count) throws IOException {
        long[] shape = data.train().shape();
        Checks.check(shape.length == 1, "--data (%s) must be points, spheres or spirals, to train on", data.name());
        String described = String.format(
                Locale.ROOT,
                "%s: %d training and %d test samples. %s, seed %d.",
                data.name(),
                data.train().size(),
                data.test().size(),
                SwapTrainer.describe(count),
                seed);
        PrintWriter out = spec.commandLine().getOut();
        out.println(described);
        out.flush();
        List<SwapOutcome> outcomes = new ArrayList<>();
        List<SwapTask> tasks = SwapTask.all(shape[0]);
        try (SwapTrainer trainer =
                        new SwapTrainer(data, seed, spec.commandLine().getErr());
                SwapTester tester = new SwapTester(data)) {
            for (SwapTask task : tasks) {
                outcomes.add(trainer.train(task, count, tester));
                progress(task.name(), outcomes.size(), tasks.size());
            }
        }
        return tell(outcomes, described);
    }

    private int load(LabelledData data, Map<Path, SavedModel> saved) throws IOException {
        List<SwapOutcome> outcomes = new ArrayList<>();
        for (Map.Entry<Path, SavedModel> entry : saved.entrySet()) {
            String name = String.valueOf(entry.getKey().getFileName());
            SavedModel model = entry.getValue();
            try (SwapTester tester = new SwapTester(data.normalisedFor(model.metadata()));
                    Network network = model.toNetwork()) {
                outcomes.add(tester.swap(name, network));
            }
            progress(name, outcomes.size(), saved.size());
        }
        String described = String.format(
                Locale.ROOT, "%s: %d test samples.", data.name(), data.test().size());
        return tell(outcomes, described);
    }

    private void progress(String name, int done, int all) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(Locale.ROOT, "%d of %d: %s%n", done, all, name);
        err.flush();
    }

    private int tell(List<SwapOutcome> outcomes, String described) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (SwapOutcome outcome : outcomes) {
            out.printf("%n%s, trained with %s%n%n", outcome.model(), SwapTexts.solver(outcome.matrix()));
            out.print(SwapTexts.cells(outcome.matrix()).text());
            out.println();
            SwapTexts.words(outcome).forEach(point -> out.println(Wrapped.point(point)));
        }
        out.println();
        out.print(SwapTexts.summary(outcomes).text());
        out.println();
        out.println(Wrapped.point(SwapTexts.MARKS));
        SwapTexts.longest(outcomes).forEach(point -> out.println(Wrapped.point(point)));
        json.write(outcomes.stream()
                .map(outcome -> SwapEntry.of(outcome.model(), outcome.matrix()))
                .toList());
        report.write(() -> SwapReport.of(outcomes, described))
                .ifPresent(path -> out.printf("%nThe heat maps are in %s%n", path));
        out.flush();
        return ExitCode.OK;
    }
}
