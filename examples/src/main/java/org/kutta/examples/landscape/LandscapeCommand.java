package org.kutta.examples.landscape;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ModelOption;
import org.kutta.examples.cli.ReportOption;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.data.DataOptions;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.report.OutputFile;
import org.kutta.examples.report.Wrapped;
import org.kutta.nn.model.SavedModel;
import org.kutta.solver.Checks;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kutta landscape}: trains the arms of one budget and draws their loss surfaces. */
@Command(
        name = "landscape",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Draw the loss surfaces of networks of one budget.",
            "Trains networks without shortcuts and of order 1, 2, 3 and 4 from the same sub-networks, and looks at the loss around "
                    + "them along the same random directions. Without options it takes some minutes on the bundled digits, and "
                    + "writes its report to kutta-landscape.html.",
        })
public final class LandscapeCommand implements Callable<Integer> {
    private static final int QUICK_TRAIN = 600;
    private static final int QUICK_TEST = 300;

    /** A million points: beyond it a page cannot be opened, and a day does not do. */
    private static final int MOST_GRID = 1001;

    /** The way of training needs some steps to be drawn. */
    private static final int LEAST_STEPS = 3;

    @Mixin
    private DataOptions dataOptions = new DataOptions();

    @Option(names = "--quick", description = "Few data, one epoch, a coarse grid: under a minute, for a first look.")
    private boolean quick;

    @Option(
            names = "--arms",
            paramLabel = "NAME[,NAME...]",
            description = "Only these: plain, euler, midpoint, rk3, rk4, euler-scaled.")
    private @Nullable List<String> names;

    @Mixin
    private ModelOption modelOption = new ModelOption();

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs of training. Default: 3; quick: 1.")
    private @Nullable Integer epochs;

    @Option(
            names = "--grid",
            paramLabel = "N",
            description = "Points along each side of the grid, an odd number. Default: 21; quick: 11.")
    private @Nullable Integer grid;

    @Option(
            names = "--range",
            paramLabel = "X",
            description =
                    "Distance from the middle to a side, in multiples of the directions. Default: 1; principal plane: 1.25.")
    private @Nullable Double range;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Training samples on which the loss is taken, the first ones. Default: 1000; quick: 100.")
    private @Nullable Integer samples;

    @Option(
            names = "--radius",
            paramLabel = "X",
            defaultValue = "0.25",
            description = "Radius of the rises in the table, relative to the weights. Default: ${DEFAULT-VALUE}.")
    private double radius;

    @Option(
            names = "--principal",
            description = "Draw the plane that holds most of the way of training, not that of random directions.")
    private boolean principal;

    @Option(
            names = "--curvature",
            paramLabel = "N",
            defaultValue = "0",
            description = "Also draw the curvature on N by N points, some dozens of gradients each. Default: none.")
    private int curvature;

    @Option(
            names = "--directions",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the random directions. Default: ${DEFAULT-VALUE}.")
    private long directionsSeed;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of first weights and batches. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "Threads that evaluate points; the results do not depend on it. Default: as many as processors.")
    private @Nullable Integer workers;

    @Option(
            names = "--resume",
            paramLabel = "FOLDER",
            description = "Keep trained networks and finished rows in this folder, and go on from what is there.")
    private @Nullable Path folder;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the grids as lines of arm,x,y,loss.")
    private @Nullable Path csv;

    @Option(names = "--vtk", paramLabel = "FILE", description = "Write the grids as a VTK file for ParaView.")
    private @Nullable Path vtk;

    @Mixin
    private ThreadsOption threads = new ThreadsOption(1);

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ReportOption report = new ReportOption(Path.of("kutta-landscape.html"));

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public LandscapeCommand() {}

    @Override
    public Integer call() throws IOException {
        List<SurfaceArm> arms = chosenArms();
        Map<String, SavedModel> models = models();
        SurfaceSettings settings = settings();
        threads.check();
        report.check(json);
        OutputFile csvFile = csv == null ? null : OutputFile.at(csv);
        OutputFile vtkFile = vtk == null ? null : OutputFile.at(vtk);
        checkDistinct(csvFile, vtkFile);
        if (folder != null && !Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
        LabelledData data = dataOptions.load(seed);
        if (quick) {
            data = data.first(QUICK_TRAIN, QUICK_TEST);
        }
        Checks.check(
                settings.samples() <= data.train().size(),
                "--samples (%s) must be at most the number of training samples (%s)",
                settings.samples(),
                data.train().size());
        data.checkSteps(settings.epochs(), settings.batch());
        Checks.check(
                settings.epochs() * ((data.train().size() + settings.batch() - 1) / settings.batch()) >= LEAST_STEPS,
                "--epochs",
                settings.epochs(),
                "must make at least " + LEAST_STEPS + " training steps");
        threads.apply();
        LandscapeResult result = look(data, arms, models, settings);
        PrintWriter out = spec.commandLine().getOut();
        out.print(LandscapeTexts.table(result).text());
        out.println();
        LandscapeTexts.reading(result).forEach(point -> out.println(Wrapped.point(point)));
        json.write(result);
        if (csvFile != null) {
            csvFile.write(LandscapeFiles.csv(result));
        }
        if (vtkFile != null) {
            vtkFile.write(LandscapeFiles.vtk(result));
        }
        report.write(() -> LandscapeReport.of(result))
                .ifPresent(path -> out.printf("%nThe surfaces are in %s%n", path));
        out.flush();
        return ExitCode.OK;
    }

    private void checkDistinct(@Nullable OutputFile csvFile, @Nullable OutputFile vtkFile) {
        Map<String, @Nullable OutputFile> files = new LinkedHashMap<>();
        files.put("--json", json.file());
        files.put("--report", report.file());
        files.put("--csv", csvFile);
        files.put("--vtk", vtkFile);
        OutputFile.checkDistinct(files);
    }

    private LandscapeResult look(
            LabelledData data, List<SurfaceArm> arms, Map<String, SavedModel> models, SurfaceSettings settings)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        List<ArmSurface> surfaces = new ArrayList<>();
        try (SurfaceRun run = new SurfaceRun(data, settings, folder, threads, err)) {
            if (!models.isEmpty()) {
                models.forEach((name, model) -> tell(surfaces, run.look(name, model), models.size()));
                return run.result(surfaces, "trained before, read from files");
            }
            for (SurfaceArm arm : arms) {
                tell(surfaces, run.look(arm), arms.size());
            }
            return run.result(
                    surfaces, "of " + SurfaceArm.SUBNETS + " sub-networks each, trained alike: " + settings.training());
        }
    }

    private void tell(List<ArmSurface> surfaces, ArmSurface surface, int all) {
        surfaces.add(surface);
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "%d of %d: %s, loss %s, mean rise %s%n",
                surfaces.size(),
                all,
                surface.name(),
                LandscapeTexts.number("%.4f", surface.loss()),
                LandscapeTexts.number("%.4f", surface.meanRise()));
        err.flush();
    }

    private Map<String, SavedModel> models() throws IOException {
        Checks.check(!modelOption.given() || names == null, "--arms must not be given with --model");
        Checks.check(!modelOption.given() || !principal, "--principal needs the way of training, which no --model has");
        Map<String, SavedModel> models = new LinkedHashMap<>();
        modelOption.load().forEach((file, model) -> {
            String name = com.google.common.io.Files.getNameWithoutExtension(String.valueOf(file.getFileName()));
            Checks.check(models.put(name, model) == null, "--model", file, "must be of another name");
        });
        return models;
    }

    private SurfaceSettings settings() {
        int points = grid != null ? grid : quick ? 11 : 21;
        Checks.check(
                points >= 3 && points <= MOST_GRID && points % 2 == 1,
                "--grid",
                points,
                "must be odd and >= 3 and <= " + MOST_GRID);
        Checks.check(
                curvature == 0 || (curvature >= 2 && curvature <= MOST_GRID),
                "--curvature",
                curvature,
                "must be 0 or >= 2 and <= " + MOST_GRID);
        return new SurfaceSettings(
                Checks.atLeast("--epochs", epochs != null ? epochs : quick ? 1 : 3, 1),
                50,
                0.002,
                seed,
                directionsSeed,
                principal,
                points,
                Checks.positive("--range", range != null ? range : principal ? 1.25 : 1),
                Checks.atLeast("--samples", samples != null ? samples : quick ? 100 : 1000, 1),
                Checks.positive("--radius", radius),
                curvature,
                Checks.atLeast(
                        "--workers",
                        workers != null ? workers : Runtime.getRuntime().availableProcessors(),
                        1));
    }

    private List<SurfaceArm> chosenArms() {
        List<SurfaceArm> all = SurfaceArm.all();
        if (names == null) {
            return all;
        }
        List<String> chosen = names.stream()
                .flatMap(list -> Splitter.on(',').splitToStream(list))
                .toList();
        for (String name : chosen) {
            Checks.check(
                    all.stream().anyMatch(arm -> arm.name().equals(name)),
                    "--arms",
                    name,
                    "must be of " + all.stream().map(SurfaceArm::name).collect(Collectors.joining(", ")));
            Checks.check(Collections.frequency(chosen, name) == 1, "--arms", name, "must be named once");
        }
        return all.stream().filter(arm -> chosen.contains(arm.name())).toList();
    }
}
