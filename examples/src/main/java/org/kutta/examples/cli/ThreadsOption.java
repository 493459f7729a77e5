package org.kutta.examples.cli;

import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.Backend;
import org.kutta.solver.Checks;
import picocli.CommandLine.Option;

/** The option {@code --threads}, to mix into a command that trains: threads of ND4J's operations. */
public final class ThreadsOption {
    /** Far more threads than processors only wait for each other, and some thousands make OpenMP end the process. */
    private static final int MOST = Math.max(64, 4 * Runtime.getRuntime().availableProcessors());

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads of each operation. Default: as many as processors in train and bench, though not in bench networks; 1 elsewhere.")
    private @Nullable Integer threads;

    /** Makes an option without which ND4J chooses. */
    public ThreadsOption() {}

    /**
     * Makes an option that has a number without being given.
     *
     * @param usual the number
     */
    public ThreadsOption(int usual) {
        threads = usual;
    }

    /**
     * Checks the number; to be called before the work begins.
     *
     * @throws IllegalArgumentException if it is given and below 1, or above 64 and four times the number of processors
     */
    public void check() {
        if (threads != null) {
            Checks.check(
                    threads >= 1 && threads <= MOST, "--threads", threads, "must be >= 1 and <= " + MOST + " here");
        }
    }

    /** {@return whether one thread is asked for} */
    public boolean isOne() {
        return threads != null && threads == 1;
    }

    /** Sets the number for the whole process, if it is given. */
    public void apply() {
        if (threads != null) {
            Backend.setThreads(threads);
        }
    }
}
