package org.kutta.examples.soak;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code soak}: groups the long random tests. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = "Look in many random cases for what must not happen.",
        synopsisSubcommandLabel = "SUBJECT",
        subcommands = {SolverSoakCommand.class, NnSoakCommand.class})
public final class SoakCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    SoakCommand() {}

    /** Shows the help: {@code soak} alone asks for nothing. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
