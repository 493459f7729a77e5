package org.kutta.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandLinesTests {
    private final StringWriter err = new StringWriter();

    @Test
    void execute_commandReturns_givesItsExitCode() {
        assertThat(run(() -> 0)).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void execute_outputIsLost_saysSoAndExitsWith1() {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        PrintWriter out = new PrintWriter(full);
        CommandLine job = new CommandLine(new Job(() -> {
            out.println("result");
            return 0;
        }));
        job.setOut(out);
        job.setErr(new PrintWriter(err, true));
        assertThat(CommandLines.execute(job)).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("job: standard output could not be written")
                .hasLineCount(1);
    }

    @Test
    void execute_workFails_printsOneLineAndExitsWith1() {
        int code = run(() -> {
            throw new CommandFailedException("training diverged\n  in epoch 3");
        });
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).isEqualToNormalizingNewlines("job: training diverged in epoch 3\n");
    }

    @Test
    void execute_solveFails_printsItsMessageAndExitsWith1() {
        int code = run(() -> {
            OdeSolver.adaptive(Tableaus.DOPRI5)
                    .maxSteps(1)
                    .solve((t, y, dydt) -> dydt[0] = Math.cos(50 * t), 0, 100, new double[] {1});
            return 0;
        });
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("job: ")
                .doesNotContain("internal error")
                .hasLineCount(1);
    }

    @Test
    void execute_inputIsBad_printsOneLineAndExitsWith2() {
        int code = run(() -> {
            throw new IllegalArgumentException("epochs (0) must be >= 1");
        });
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("job: epochs (0) must be >= 1\n");
    }

    @Test
    void execute_fileIsMissing_namesItAndExitsWith2() {
        int code = run(() -> {
            throw new NoSuchFileException("digits.gz");
        });
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("job: digits.gz: no such file or folder\n");
    }

    @Test
    void execute_readingFails_givesTheMessageAndExitsWith2() {
        int code = run(() -> {
            throw new IOException("Not in GZIP format");
        });
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).isEqualToNormalizingNewlines("job: Not in GZIP format\n");
    }

    @Test
    void execute_unforeseenException_hidesTheStackTraceUnlessAskedFor() {
        Callable<Integer> broken = () -> {
            throw new IllegalStateException("no");
        };
        assertThat(run(broken)).isEqualTo(1);
        assertThat(err.toString()).startsWith("job: internal error").hasLineCount(1);
        assertThat(run(broken, "-v")).isEqualTo(1);
        assertThat(err.toString()).contains("\tat org.kutta.examples");
    }

    @Test
    void execute_memoryRunsOut_saysSoInOneLine() {
        assertThat(run(() -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .isEqualTo(1);
        assertThat(err.toString()).contains("out of memory (Java heap space)").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--epochs=x", "--nonsense", "stray", "--epoch 3"})
    void execute_argumentIsWrong_printsOneLineAndExitsWith2(String argument) {
        assertThat(run(() -> 0, argument.split(" "))).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("job: ")
                .contains(argument.split("[ =]")[0])
                .contains("job --help")
                .hasLineCount(1);
    }

    private int run(Callable<Integer> work, String... args) {
        CommandLine job = new CommandLine(new Job(work));
        job.setErr(new PrintWriter(err, true));
        return CommandLines.execute(job, args);
    }

    @SuppressWarnings("unused") // picocli writes the options
    @Command(name = "job", mixinStandardHelpOptions = true)
    static final class Job implements Callable<Integer> {
        private final Callable<Integer> work;

        @Option(names = "--epochs")
        private int epochs;

        @Option(names = "-v")
        private boolean verbose;

        Job(Callable<Integer> work) {
            this.work = work;
        }

        @Override
        public Integer call() throws Exception {
            return work.call();
        }
    }
}
