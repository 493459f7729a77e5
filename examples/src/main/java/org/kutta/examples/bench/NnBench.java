package org.kutta.examples.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.report.Table;
import org.kutta.solver.Checks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench nn}: a training step of residual stacks of order 1, 2 and 4, and of their convolutions alone. */
@Command(
        name = "nn",
        mixinStandardHelpOptions = true,
        description = "Time a training step (SGD with momentum) of residual stacks of 12 sub-networks "
                + "(batch norm, ReLU, conv 3x3, twice) on 32 x 32 images, and its convolutions alone.")
final class NnBench implements Callable<Integer> {
    private static final int WARM_UP = 5;

    /**
     * One timed stack.
     *
     * @param name such as {@code stack-c16-rk4}
     * @param medianMillis median of a training step
     * @param gflops floating-point operations of the sub-networks' convolutions per nanosecond of a whole step
     * @param floorMillis median of those convolutions alone
     */
    record Case(String name, double medianMillis, double gflops, double floorMillis) {}

    /**
     * What the command gives as data.
     *
     * @param cases one for each stack
     */
    record Results(ImmutableList<Case> cases) {}

    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "15",
            description = "Steps to time, after " + WARM_UP + " to warm up. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--only", paramLabel = "TEXT", description = "Only the stacks whose name contains this text.")
    private String only = "";

    @Override
    public Integer call() throws IOException {
        Checks.atLeast("--steps", steps, 1);
        threads.check();
        json.check();
        threads.apply();
        List<StackCase> stacks = StackCase.all().stream()
                .filter(stack -> stack.name().contains(only))
                .toList();
        Checks.check(!stacks.isEmpty(), "--only", only, "must be part of a name such as stack-c16-rk4");
        Results results = new Results(run(stacks));
        Table table = Table.of("stack", "median ms", "GFLOP/s", "convolutions alone, ms", "ratio");
        for (Case result : results.cases()) {
            table.row(
                    result.name(),
                    number("%.1f", result.medianMillis()),
                    number("%.0f", result.gflops()),
                    number("%.1f", result.floorMillis()),
                    number("%.2f", result.medianMillis() / result.floorMillis()));
        }
        spec.commandLine().getOut().print(table.text());
        spec.commandLine().getOut().flush();
        json.write(results);
        return 0;
    }

    private ImmutableList<Case> run(List<StackCase> stacks) {
        List<Case> cases = new ArrayList<>();
        try (ProgressDisplay progress = ProgressDisplay.begin(spec.commandLine().getErr(), "bench nn", stacks.size())) {
            for (StackCase stack : stacks) {
                double floor = stack.floorMillis(WARM_UP, steps);
                double median = stack.stepMillis(WARM_UP, steps);
                cases.add(new Case(stack.name(), median, stack.convolutionFlops() / (median * 1e6), floor));
                progress.stepTo(cases.size(), stack.name());
            }
        }
        return ImmutableList.copyOf(cases);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
