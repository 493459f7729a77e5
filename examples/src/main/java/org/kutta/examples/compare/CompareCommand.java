package org.kutta.examples.compare;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ReportOption;
import org.kutta.examples.cli.SaveOption;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.data.DataOptions;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.report.Wrapped;
import org.kutta.nn.compare.Arm;
import org.kutta.nn.compare.EqualBudget;
import org.kutta.solver.Checks;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kutta compare}: trains the arms of one budget and tells what came out. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train stacks of order 1 to 4 and neural ODEs, and compare.",
            "All see the same images. Every stack has 12 sub-networks; one thread trains it unless --threads asks for more. Without options it takes a few minutes on the bundled digits, and writes its "
                    + "report to kutta-compare.html.",
        })
public final class CompareCommand implements Callable<Integer> {
    /** Fits whole blocks of 1, 2, 3 and 4 stages. */
    private static final int SUBNETS = 12;

    private static final int IMAGE_EPOCHS = 4;
    private static final int POINT_EPOCHS = 30;
    private static final double IMAGE_RATE = 0.002;
    private static final double POINT_RATE = 0.005;
    private static final int QUICK_TRAIN = 1500;
    private static final int QUICK_TEST = 500;

    @Mixin
    private DataOptions dataOptions = new DataOptions();

    @Option(
            names = "--quick",
            description = "A small part of the data and few epochs: under a minute, for a first look.")
    private boolean quick;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How often to go through the data. Default: 4; quick: 2.")
    private @Nullable Integer epochs;

    @Option(
            names = "--arms",
            paramLabel = "NAME[,NAME...]",
            description = "Train only these: euler, midpoint, rk3, rk4, euler-scaled, node-rk4, node-dopri5.")
    private @Nullable List<String> names;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "50",
            description = "Samples in a batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--lr",
            paramLabel = "X",
            description =
                    "Learning rate of Adam at the beginning; it falls along a cosine. Default: 0.002, points 0.005.")
    private @Nullable Double learningRate;

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
    private SaveOption save = new SaveOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ReportOption report = new ReportOption(Path.of("kutta-compare.html"));

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public CompareCommand() {}

    @Override
    public Integer call() throws IOException {
        List<Arm> arms = chosenArms();
        checkNumbers();
        threads.check();
        report.check(json);
        save.check();
        LabelledData data = dataOptions.load(seed);
        if (quick) {
            data = data.first(QUICK_TRAIN, QUICK_TEST);
        }
        Checks.check(
                batch <= data.train().size(),
                "--batch (%s) must be at most the number of training samples (%s)",
                batch,
                data.train().size());
        Settings settings = settings(data);
        data.checkSteps(settings.epochs(), batch);
        threads.apply();
        return compare(data, arms, settings);
    }

    private void checkNumbers() {
        Checks.check(batch >= 1, "--batch", batch, "must be >= 1");
        if (epochs != null) {
            Checks.check(epochs >= 1, "--epochs", epochs, "must be >= 1");
        }
        if (learningRate != null) {
            Checks.positive("--lr", learningRate);
        }
    }

    private Settings settings(LabelledData data) {
        boolean points = data.train().shape().length == 1;
        int usualEpochs = points ? POINT_EPOCHS : IMAGE_EPOCHS;
        double usualRate = points ? POINT_RATE : IMAGE_RATE;
        return new Settings(
                epochs != null ? epochs : quick ? usualEpochs / 2 : usualEpochs,
                batch,
                learningRate != null ? learningRate : usualRate,
                seed);
    }

    private int compare(LabelledData data, List<Arm> arms, Settings settings) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String described = settings.describe();
        out.printf(
                Locale.ROOT,
                "%s: %d training and %d test samples; %s%n",
                data.name(),
                data.train().size(),
                data.test().size(),
                described);
        out.flush();
        List<Outcome> outcomes = new ArrayList<>();
        try (ArmTrainer trainer =
                new ArmTrainer(data, settings, save, spec.commandLine().getErr())) {
            for (Arm arm : arms) {
                Outcome outcome = trainer.train(arm);
                outcomes.add(outcome);
                tell(outcome, outcomes.size(), arms.size());
            }
        }
        CompareResult result = new CompareResult(
                data.name(),
                data.train().size(),
                data.test().size(),
                outcomes.stream().map(Outcome::result).toList());
        out.println();
        out.print(CompareTexts.table(result).text());
        out.println();
        CompareTexts.reading(result).forEach(point -> out.println(Wrapped.point(point)));
        json.write(result);
        report.write(() -> CompareReport.of(result, outcomes, described))
                .ifPresent(path -> out.printf("%nThe curves are in %s%n", path));
        out.flush();
        failIfAnyFailed(outcomes);
        return ExitCode.OK;
    }

    /** A line for each arm that is done: the whole can take minutes. */
    private void tell(Outcome outcome, int done, int all) {
        ArmResult arm = outcome.result();
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "%d of %d: %s, test accuracy %s, %s s an epoch%n",
                done,
                all,
                arm.name(),
                CompareTexts.number("%.4f", arm.testAccuracy()),
                CompareTexts.number("%.2f", arm.secondsPerEpoch()));
        err.flush();
    }

    private static void failIfAnyFailed(List<Outcome> outcomes) {
        List<Outcome> failed =
                outcomes.stream().filter(outcome -> outcome.failure() != null).toList();
        if (!failed.isEmpty()) {
            throw new CommandFailedException(failed.size() + " of " + outcomes.size() + " arms failed; "
                    + failed.get(0).result().name() + ": " + failed.get(0).failure());
        }
    }

    private List<Arm> chosenArms() {
        ImmutableList<Arm> all = new EqualBudget(SUBNETS).arms();
        if (names == null) {
            return all;
        }
        List<String> chosen = names.stream()
                .flatMap(list -> Splitter.on(',').splitToStream(list))
                .toList();
        for (String name : chosen) {
            Checks.check(
                    Collections.frequency(chosen, name) == 1 || name.isEmpty(), "--arms", name, "must be named once");
            Checks.check(
                    all.stream().anyMatch(arm -> arm.name().equals(name)),
                    "--arms",
                    name,
                    "must be of " + all.stream().map(Arm::name).collect(Collectors.joining(", ")));
        }
        return all.stream().filter(arm -> chosen.contains(arm.name())).toList();
    }
}
