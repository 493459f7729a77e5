package org.kutta.examples.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code bench}: groups the benchmarks. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Time the library's main jobs on this machine.",
        synopsisSubcommandLabel = "BENCHMARK",
        subcommands = {SolverBench.class, GradientBench.class, NnBench.class, NetworksBench.class, FieldBench.class})
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    BenchCommand() {}

    /** Shows the help: {@code bench} alone asks for nothing. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
