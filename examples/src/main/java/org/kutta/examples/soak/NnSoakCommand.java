package org.kutta.examples.soak;

import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.solver.Checks;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code soak nn}: solves with networks, and the memory that they hold. */
@Command(
        name = "nn",
        mixinStandardHelpOptions = true,
        description =
                "Solves with networks in several threads and takes gradients by every method, opening and closing plans: "
                        + "the memory in use must not grow, and a solve must repeat bit for bit.")
final class NnSoakCommand implements Callable<Integer> {
    private static final double MIB = 1 << 20;

    /**
     * What {@code --json} writes.
     *
     * @param solves solves, each with its gradient
     * @param plans plans opened and closed
     * @param threads threads at once
     * @param inUseMiB memory in use at the end; null where the system does not tell
     * @param growthMiB growth from the quarter after the warm-up to the last quarter; null where the system does not tell
     */
    record Outcome(
            long solves,
            long plans,
            int threads,
            @Nullable Double inUseMiB,
            @Nullable Double growthMiB) {}

    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(
            names = "--solves",
            paramLabel = "N",
            defaultValue = "100000",
            description =
                    "Solves, each with its gradient: at least so many, in rounds of 500 for each worker. Growth shows from three rounds on. "
                            + "Default: ${DEFAULT-VALUE}, some minutes.")
    private long solves;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "3",
            description = "Threads that solve at once, with plans of their own. Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--limit",
            paramLabel = "MIB",
            defaultValue = "16",
            description =
                    "Growth that is no failure: allocators keep reserves, and in a short run the JVM still compiles. "
                            + "Default: ${DEFAULT-VALUE}, for 100000 solves.")
    private double limit;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the order. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        Checks.atLeast("--solves", solves, 1L);
        Checks.check(workers >= 1 && workers <= 64, "--workers", workers, "must be >= 1 and <= 64");
        Checks.positive("--limit", limit);
        json.check();
        MemoryRecord.touchHeap();
        MemoryRecord memory = new MemoryRecord(solves);
        Outcome outcome;
        try (NnSoak soak = new NnSoak(() -> {});
                ProgressDisplay progress =
                        ProgressDisplay.begin(spec.commandLine().getErr(), "soak nn", solves)) {
            soak.run(solves, workers, seed, memory, done -> progress.stepTo(done, shown(memory.last())));
            outcome = new Outcome(
                    soak.solves(), soak.plans(), workers, mebibytes(memory.last()), mebibytes(memory.growth()));
        } catch (IllegalStateException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
        Double growth = outcome.growthMiB();
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%d solves with gradients, %d plans, %d threads: the same bits every time; %s in use, growth %s",
                        outcome.solves(),
                        outcome.plans(),
                        workers,
                        shown(memory.last()),
                        growth == null && outcome.inUseMiB() != null
                                ? "unknown: too few --solves"
                                : shown(memory.growth())));
        spec.commandLine().getOut().flush();
        json.write(outcome);
        if (growth != null && growth > limit) {
            throw new CommandFailedException(String.format(
                    Locale.ROOT,
                    "the memory in use grew by %.1f MiB in the last half of the run, more than %.1f: something is not freed, or, in a short run, the JVM still compiles: take more --solves",
                    growth,
                    limit));
        }
        return ExitCode.OK;
    }

    private static @Nullable Double mebibytes(OptionalLong bytes) {
        return bytes.isEmpty() ? null : bytes.getAsLong() / MIB;
    }

    private static String shown(OptionalLong bytes) {
        return bytes.isEmpty() ? "unknown" : String.format(Locale.ROOT, "%.1f MiB", bytes.getAsLong() / MIB);
    }
}
