package org.kutta.examples.networks;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.data.DataOptions;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.report.Table;
import org.kutta.nn.recipe.NetworkCatalogue;
import org.kutta.nn.recipe.NetworkRecipe;
import org.kutta.solver.Checks;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kutta networks}: lists the catalogue and shows that its networks learn. */
@Command(
        name = "networks",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List the networks of the literature and train each.",
            "Kutta builds them from tableaus; to see that it learns, each is trained for some steps on one batch of digits.",
            "The widths are small, the depths are those of the names. The whole list takes a few minutes.",
        })
public final class NetworksCommand implements Callable<Integer> {

    /**
     * What the command gives as data.
     *
     * @param networks one for each network
     */
    record Results(ImmutableList<NetworkResult> networks) {}

    @Mixin
    private DataOptions dataOptions = new DataOptions();

    @Option(names = "--only", paramLabel = "TEXT", description = "Only the networks whose name contains this text.")
    private String only = "";

    @Option(
            names = "--structure",
            description =
                    "Also report memory, total time, and how the blocks scale what goes through them before training.")
    private boolean structure;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20",
            description = "Training steps. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Digits in the batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the first weights. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /** The operations of these small networks last microseconds. */
    @Mixin
    private ThreadsOption threads = new ThreadsOption(1);

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public NetworksCommand() {}

    @Override
    public Integer call() throws IOException {
        Checks.atLeast("--steps", steps, 1);
        Checks.atLeast("--batch", batch, 2);
        List<NetworkRecipe> recipes = NetworkCatalogue.matching(only);
        threads.check();
        json.check();
        LabelledData data = dataOptions.load(seed);
        Checks.check(
                data.train().shape().length == 3,
                "--data",
                data.name(),
                "must be images: mnist, or cifar10 with --dir");
        Checks.check(
                batch <= data.train().size(),
                "--batch (%s) must be at most the number of training samples (%s)",
                batch,
                data.train().size());
        threads.apply();
        Results results = new Results(run(recipes, data));
        spec.commandLine().getOut().print(table(results).text());
        if (structure) {
            spec.commandLine().getOut().println();
            spec.commandLine()
                    .getOut()
                    .print(StructureTexts.table(results.networks()).text());
        }
        spec.commandLine().getOut().flush();
        json.write(results);
        return ExitCode.OK;
    }

    private ImmutableList<NetworkResult> run(List<NetworkRecipe> recipes, LabelledData data) {
        List<NetworkResult> results = new ArrayList<>();
        try (OneBatch trainer = new OneBatch(data, batch, steps, seed);
                ProgressDisplay progress =
                        ProgressDisplay.begin(spec.commandLine().getErr(), "networks", recipes.size())) {
            for (NetworkRecipe recipe : recipes) {
                results.add(trainer.train(recipe, structure));
                progress.stepTo(results.size(), recipe.name());
            }
        }
        return ImmutableList.copyOf(results);
    }

    private static Table table(Results results) {
        Table table = Table.of(
                "network", "scheme", "weights", "depth", "parameters", "multiply-adds", "ODE", "loss before", "after");
        for (NetworkResult result : results.networks()) {
            table.row(
                    result.name(),
                    result.tableau(),
                    result.weights(),
                    Integer.toString(result.depth()),
                    Long.toString(result.parameters()),
                    Long.toString(result.multiplyAdds()),
                    result.odeFaithful() ? "yes" : "no",
                    loss(result.lossBefore()),
                    loss(result.lossAfter()));
        }
        return table;
    }

    private static String loss(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }
}
