package org.kutta.examples.soak;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.solver.Checks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code soak solver}: random problems and tableaus. */
@Command(
        name = "solver",
        mixinStandardHelpOptions = true,
        description = "Solve random problems, right and hostile ones, and perturb tableaus: "
                + "no solve may hang or be silently wrong, no wrong tableau may pass.")
final class SolverSoakCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(
            names = "--cases",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Number of cases. Default: ${DEFAULT-VALUE}.")
    private long cases;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the first case; the others follow. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        Checks.atLeast("--cases", cases, 1L);
        json.check();
        SolverSoak.Outcome outcome;
        try (ProgressDisplay progress = ProgressDisplay.begin(spec.commandLine().getErr(), "soak solver", cases)) {
            outcome = SolverSoak.run(seed, cases, done -> progress.stepTo(done, "seed " + (seed + done - 1)));
        } catch (IllegalStateException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%d cases: %d solved right, %d failed with a status, %d wrong tableaus refused",
                        cases,
                        outcome.solved(),
                        outcome.failed(),
                        outcome.refused()));
        spec.commandLine().getOut().flush();
        json.write(outcome);
        return 0;
    }
}
