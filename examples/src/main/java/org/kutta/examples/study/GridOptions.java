package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ReportOption;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.data.DataOptions;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.report.Wrapped;
import org.kutta.nn.compare.CellGroup;
import org.kutta.nn.compare.CellResult;
import org.kutta.nn.compare.CellTraining;
import org.kutta.solver.Checks;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of all studies on a grid, and the one way to run them. */
final class GridOptions {
    private static final double LEVEL = 0.95;

    @Mixin
    private DataOptions dataOptions = new DataOptions();

    @Option(
            names = "--quick",
            description = "Few data, one or two seeds, a small grid: under a minute, for a first look.")
    private boolean quick;

    @Option(
            names = "--arms",
            split = ",",
            paramLabel = "NAME",
            description = "Only these arms; the table names them all.")
    private @Nullable List<String> names;

    @Option(
            names = "--depths",
            split = ",",
            paramLabel = "N",
            description = "Depths 2 + 2 N of the networks, of which all arms can be: 26, 50, 74, 98.")
    private @Nullable List<Integer> depths;

    @Option(names = "--lr", split = ",", paramLabel = "X", description = "Learning rates at the beginning.")
    private @Nullable List<Double> learningRates;

    @Option(names = "--seeds", paramLabel = "N", description = "Trainings of each kind, with the seeds 1 to N.")
    private @Nullable Integer seeds;

    @Option(names = "--epochs", paramLabel = "N", description = "How often to go through the data.")
    private @Nullable Integer epochs;

    @Option(names = "--train", paramLabel = "N", description = "Training samples, the first ones of the data.")
    private @Nullable Integer train;

    @Option(names = "--test", paramLabel = "N", description = "Test samples, the first ones of the data.")
    private @Nullable Integer test;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "25",
            description = "Samples in a batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--channels",
            paramLabel = "N",
            defaultValue = "8",
            description = "Channels of the networks. Default: ${DEFAULT-VALUE}.")
    private int channels;

    @Option(
            names = "--norm",
            paramLabel = "NAME",
            defaultValue = "batch",
            description = "batch (and ReLU) or group (and tanh). Default: ${DEFAULT-VALUE}.")
    private StudyNetwork.Norm norm = StudyNetwork.Norm.BATCH;

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description = "Keep finished trainings in this file, one a line, and go on from what is there.")
    private @Nullable Path resume;

    @Mixin
    private ThreadsOption threads = new ThreadsOption(1);

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ReportOption report = new ReportOption();

    /** Runs a study and tells what came out. */
    int run(Study study, CommandSpec spec) throws IOException {
        Study.Defaults defaults = quick ? study.quick() : study.usual();
        GridSettings settings = settings(defaults);
        List<GridArm> arms = chosen(study.arms());
        for (int depth : settings.depths()) {
            arms.forEach(arm -> StudyNetwork.checkDepth(depth, arm.arm()));
        }
        threads.check();
        report.check(json);
        LabelledData all = dataOptions.load(1);
        Checks.check(all.train().shape().length == 3, "--data (%s) must be images", all.name());
        LabelledData data = all.first(
                Checks.atLeast("--train", train != null ? train : defaults.train(), 1),
                Checks.atLeast("--test", test != null ? test : defaults.test(), 1));
        Checks.check(
                batch <= data.train().size(),
                "--batch (%s) must be at most the number of training samples (%s)",
                batch,
                data.train().size());
        threads.apply();
        PrintWriter out = spec.commandLine().getOut();
        String identity =
                settings.identity(data.name(), data.train().size(), data.test().size());
        out.println(Wrapped.point(identity + "; " + settings.cells(arms.size()) + " trainings"));
        out.println();
        out.flush();
        GridResult result =
                train(data, study, arms, settings, identity, spec.commandLine().getErr());
        out.print(GridTexts.table(result).text());
        out.println();
        GridTexts.reading(result).forEach(point -> out.println(Wrapped.point(point)));
        json.write(result);
        report.write(() -> GridReport.of(study, result))
                .ifPresent(path -> out.printf("%nThe charts are in %s%n", path));
        out.flush();
        return ExitCode.OK;
    }

    private GridResult train(
            LabelledData data, Study study, List<GridArm> arms, GridSettings settings, String identity, PrintWriter err)
            throws IOException {
        try (CellLog log = resume == null ? null : CellLog.open(resume, identity);
                GridRun run = new GridRun(data, settings, log, err)) {
            List<CellResult> cells = run.run(arms);
            Map<String, String> controls = arms.stream()
                    .filter(arm -> arm.arm().control().isPresent())
                    .collect(Collectors.toMap(
                            GridArm::name, arm -> arm.arm().control().orElseThrow()));
            return new GridResult(
                    study.title(), identity, LEVEL, CellGroup.of(cells, controls, LEVEL), ImmutableList.copyOf(cells));
        }
    }

    private GridSettings settings(Study.Defaults defaults) {
        int count = Checks.atLeast("--seeds", seeds != null ? seeds : defaults.seeds(), 1);
        Checks.atLeast("--epochs", epochs != null ? epochs : defaults.epochs(), 1);
        Checks.atLeast("--batch", batch, 1);
        List<Double> rates = learningRates != null ? learningRates : defaults.learningRates();
        rates.forEach(rate -> Checks.positive("--lr", rate));
        distinct("--lr", rates);
        List<Integer> layers = depths != null ? depths : defaults.depths();
        distinct("--depths", layers);
        return new GridSettings(
                new StudyNetwork(channels, norm),
                new CellTraining(epochs != null ? epochs : defaults.epochs(), batch, CellTraining.Updater.NESTEROV),
                ImmutableList.copyOf(layers),
                ImmutableList.copyOf(rates),
                LongStream.rangeClosed(1, count).boxed().collect(ImmutableList.toImmutableList()));
    }

    private static void distinct(String option, List<?> values) {
        Checks.check(new HashSet<>(values).size() == values.size(), option, values, "must name each value once");
    }

    private List<GridArm> chosen(List<GridArm> all) {
        if (names == null) {
            return all;
        }
        distinct("--arms", names);
        for (String name : names) {
            Checks.check(
                    all.stream().anyMatch(arm -> arm.name().equals(name)),
                    "--arms",
                    name,
                    "must be of " + all.stream().map(GridArm::name).collect(Collectors.joining(", ")));
        }
        List<String> wanted = names;
        return all.stream().filter(arm -> wanted.contains(arm.name())).toList();
    }
}
