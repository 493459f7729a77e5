package org.kutta.examples.science;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.report.OutputFile;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.model.ModelMetadata;
import org.kutta.nn.model.SavedModel;
import org.kutta.solver.Checks;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kutta fit}: a neural ODE of one's own time series. */
@Command(
        name = "fit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Fit a neural ODE to your own time series.",
            "The end of each is held out, to see how well it is foretold.",
            "The file has a header line, a column of times, columns of numbers, and gaps where nothing was seen (empty, NaN or NA). Without --csv a small example is "
                    + "fitted. Writes pictures to kutta-fit.html.",
        })
public final class FitCommand implements Callable<Integer> {
    private static final String EXAMPLE = "reactor.csv";

    /** Values that a series needs before its end is held out. */
    private static final int LEAST = 4;

    @Option(names = "--csv", paramLabel = "FILE", description = "The series: comma, semicolon or tab between cells.")
    private @Nullable Path csv;

    @Option(
            names = "--time",
            paramLabel = "NAME",
            description = "Column of the time. Default: the first that is not that of --series.")
    private @Nullable String time;

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            split = ",",
            description = "Columns of the state. Default: all others.")
    private @Nullable List<String> columns;

    @Option(names = "--series", paramLabel = "NAME", description = "Column that tells several series apart.")
    private @Nullable String series;

    @Option(
            names = "--holdout",
            paramLabel = "X",
            defaultValue = "0.2",
            description = "Part of each series, at its end, that is not learned from. Default: ${DEFAULT-VALUE}.")
    private double holdout;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            defaultValue = "16",
            description = "Width of the two hidden layers. Default: ${DEFAULT-VALUE}.")
    private int hidden;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How often the series are solved in training. Default: 400; quick: 60.")
    private @Nullable Integer epochs;

    @Option(
            names = "--raw",
            description =
                    "Learn in the columns' own units. Otherwise they are learned with mean 0 and deviation 1, in a time in which slopes are about 1; what comes out is in their own "
                            + "units all the same.")
    private boolean raw;

    @Option(names = "--forecast", paramLabel = "T", description = "Go on to this time, after the end of the data.")
    private @Nullable Double forecast;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Save the model, a zip that the library and NumPy read: the field in the columns' own units.")
    private @Nullable Path save;

    @Mixin
    private ScienceOptions options = new ScienceOptions("fit");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public FitCommand() {}

    @Override
    public Integer call() throws IOException {
        options.check();
        Checks.check(holdout >= 0 && holdout < 1, "--holdout", holdout, "must be at least 0 and below 1");
        Checks.atLeast("--hidden", hidden, 1);
        int rounds = Checks.atLeast("--epochs", epochs == null ? options.choose(60, 400) : epochs, 1);
        OutputFile model = save == null ? null : OutputFile.at(save);
        options.checkFiles(model, csv);
        CsvFile table = csv == null ? example() : CsvFile.read(csv);
        SeriesData data = SeriesData.of(table, time, columns, csv == null && series == null ? "run" : series);
        HeldOut split = HeldOut.of(data, holdout, LEAST);
        if (forecast != null) {
            Checks.check(
                    forecast > data.endTime() && Double.isFinite(forecast),
                    "--forecast",
                    forecast,
                    "must be after the end of the data, " + data.endTime());
        }
        PrintWriter out = spec.commandLine().getOut();
        try (SeriesFit fit = new SeriesFit(
                split.seen(),
                raw,
                hidden,
                rounds,
                options.seed(),
                new Fitting(spec.commandLine().getErr()))) {
            FitResult result = judge(table.name(), data, split, fit);
            out.printf(
                    Locale.ROOT,
                    "%s: %d series of %s, %d values to learn from, %d held out%n%n",
                    result.data(),
                    result.series(),
                    String.join(", ", data.columns()),
                    result.seen(),
                    result.heldOut());
            out.print(FitReport.table(result).text());
            result.forecasts().forEach(state -> out.println(FitReport.text(state, data)));
            if (model != null) {
                save(fit, data, split).write(model.path());
                out.printf("The model is in %s%n", model.path());
            }
            options.write(result, () -> FitReport.of(result, data, split, fit, forecast))
                    .ifPresent(path -> out.printf("The pictures are in %s%n", path));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static CsvFile example() throws IOException {
        return CsvFile.parse(
                "example " + EXAMPLE,
                Resources.toString(Resources.getResource(FitCommand.class, EXAMPLE), StandardCharsets.UTF_8));
    }

    private FitResult judge(String name, SeriesData data, HeldOut split, SeriesFit fit) {
        int features = data.columns().size();
        Gaps seen = new Gaps(features);
        Gaps beyond = new Gaps(features);
        Gaps carried = new Gaps(features);
        List<FitResult.Forecast> forecasts = new ArrayList<>();
        SeriesScale scale = SeriesScale.of(split.seen());
        for (int k = 0; k < data.series().size(); k++) {
            Trajectory known = split.seen().get(k);
            Trajectory whole = data.series().get(k);
            List<double[]> states = fit.forecast(k, whole.times().toArray());
            seen.addAll(known.states(), states.subList(0, known.size()));
            double[] last = split.last(k, scale.mean());
            for (int n = known.size(); n < whole.size(); n++) {
                for (int i = 0; i < features; i++) {
                    double value = whole.states().get(n).get(i);
                    beyond.add(i, value, states.get(n)[i]);
                    carried.add(i, value, last[i]);
                }
            }
            if (forecast != null) {
                double[] state = fit.forecast(k, new double[] {forecast}).get(0);
                forecasts.add(new FitResult.Forecast(
                        whole.name(), forecast, DoubleStream.of(state).boxed().toList()));
            }
        }
        double[] units = scale.deviation().toArray();
        return new FitResult(
                name,
                data.series().size(),
                seen.count(),
                beyond.count(),
                fit.parameters(),
                IntStream.range(0, features)
                        .mapToObj(i -> new FitResult.Column(
                                data.columns().get(i), units[i], seen.of(i), beyond.of(i), carried.of(i)))
                        .toList(),
                seen.inUnits(units),
                beyond.inUnits(units),
                carried.inUnits(units),
                forecasts);
    }

    private static SavedModel save(SeriesFit fit, SeriesData data, HeldOut split) {
        ModelMetadata metadata = ModelMetadata.empty()
                .withClassNames(data.columns())
                .withNote("model", "the field of an ODE: derivatives of the columns with respect to " + data.time());
        for (int k = 0; k < split.seen().size(); k++) {
            Trajectory one = split.seen().get(k);
            metadata = metadata.withNote(
                    "start" + (one.name().isEmpty() ? "" : " of " + one.name()),
                    data.time() + " " + one.times().get(0) + ": " + Arrays.toString(fit.start(k)));
        }
        return SavedModel.of(fit.unscaled()).withMetadata(metadata);
    }
}
