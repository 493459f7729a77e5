package org.kutta.examples.model;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.report.OutputFile;
import org.kutta.examples.report.Table;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.model.NumpyArray;
import org.kutta.nn.model.NumpyFiles;
import org.kutta.nn.model.SavedModel;
import org.kutta.nn.model.WeightExchange;
import org.kutta.solver.Checks;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kutta model FILE}: checks a model file and tells what is in it. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Check a model file, and tell what is in it.",
            "Such as one that 'kutta train --save' wrote.",
            "A file that is truncated, altered or foreign ends the command with exit code 2 and the reason.",
        })
public final class ModelCommand implements Callable<Integer> {
    /** Whose order of axes and names an exported file has. */
    enum Layout {
        KUTTA,
        TORCH
    }

    @Parameters(paramLabel = "FILE", description = "The model file.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(
            names = "--export",
            paramLabel = "NPZ",
            description = "Write all arrays to this file for NumPy, whole or not at all.")
    private @Nullable Path export;

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            defaultValue = "kutta",
            description = "Order of axes and names of exported arrays: kutta or torch. Default: ${DEFAULT-VALUE}.")
    private Layout layout = Layout.KUTTA;

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public ModelCommand() {}

    /** What {@code --json} writes. */
    record Result(
            String libraryVersion,
            String dataType,
            List<Long> inputShape,
            List<String> architecture,
            Map<String, String> notes,
            List<String> classNames,
            List<GroupResult> groups) {}

    /** One array: what it is, and the root of its mean square. */
    record GroupResult(String name, String role, List<Long> shape, long size, long notFinite, double rms) {}

    @Override
    public Integer call() throws IOException {
        json.check();
        OutputFile exported = export == null ? null : OutputFile.at(export);
        SavedModel model = SavedModel.read(file);
        checkDistinct(exported);
        Result result = result(model);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s is sound: %s, input %s, written by Kutta %s%n%n",
                file,
                result.dataType(),
                model.inputShape(),
                result.libraryVersion());
        result.architecture().forEach(out::println);
        out.println();
        out.print(table(result).text());
        result.notes().forEach((key, text) -> out.printf("%n%s: %s", key, text));
        if (!result.notes().isEmpty()) {
            out.println();
        }
        if (exported != null) {
            WeightExchange exchange = layout == Layout.TORCH ? WeightExchange.torch() : WeightExchange.kutta();
            NumpyFiles.writeNpz(exchange.export(model), exported.path());
            out.printf("%nThe arrays are in %s%n", exported.path());
        }
        out.flush();
        json.write(result);
        return ExitCode.OK;
    }

    /** Nothing is written over the model either. */
    private void checkDistinct(@Nullable OutputFile exported) throws IOException {
        Map<String, @Nullable OutputFile> files = new LinkedHashMap<>();
        files.put("--json", json.file());
        files.put("--export", exported);
        OutputFile.checkDistinct(files);
        for (Map.Entry<String, @Nullable OutputFile> entry : files.entrySet()) {
            OutputFile output = entry.getValue();
            Checks.check(
                    output == null || !output.path().equals(file.toRealPath()),
                    entry.getKey(),
                    file,
                    "must not be the model file");
        }
    }

    private static Result result(SavedModel model) {
        ImmutableList.Builder<GroupResult> groups = ImmutableList.builder();
        model.parameterGroups().forEach(group -> groups.add(group(group, model.parameters())));
        model.stateGroups().forEach(group -> groups.add(group(group, model.state())));
        return new Result(
                model.libraryVersion(),
                model.dataType().name(),
                Longs.asList(model.inputShape().toArray()),
                Outline.of(model.layer(), model.inputShape()),
                model.metadata().notes(),
                model.metadata().classNames(),
                groups.build());
    }

    private static GroupResult group(ParameterGroup group, Map<String, NumpyArray> arrays) {
        NumpyArray array = arrays.get(group.name());
        double[] values = array == null ? new double[0] : array.toDoubles();
        long notFinite = Arrays.stream(values).filter(x -> !Double.isFinite(x)).count();
        double square = Arrays.stream(values).map(x -> x * x).average().orElse(0);
        return new GroupResult(
                group.name(),
                group.role().name(),
                Longs.asList(group.shape().toArray()),
                group.size(),
                notFinite,
                Math.sqrt(square));
    }

    private static Table table(Result result) {
        Table table = Table.of("group", "role", "shape", "numbers", "not finite", "rms");
        for (GroupResult group : result.groups()) {
            table = table.row(
                    group.name(),
                    group.role().toLowerCase(Locale.ROOT).replace('_', ' '),
                    group.shape().toString(),
                    Long.toString(group.size()),
                    Long.toString(group.notFinite()),
                    String.format(Locale.ROOT, "%.4g", group.rms()));
        }
        long all = result.groups().stream().mapToLong(GroupResult::size).sum();
        return table.row("all", "", "", Long.toString(all), "", "");
    }
}
