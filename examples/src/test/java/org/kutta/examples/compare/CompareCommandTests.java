package org.kutta.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kutta.examples.cli.CommandLines;
import picocli.CommandLine;

class CompareCommandTests {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--epochs 0                     | --epochs (0) must be >= 1",
                "--epochs -3                    | --epochs (-3) must be >= 1",
                "--epochs many                  | '--epochs': 'many' is not",
                "--arms foo                     | --arms (foo) must be of euler, midpoint",
                "--arms euler,,rk4              | --arms () must be of euler",
                "--arms                         | Missing required parameter for option '--arms'",
                "--data nope                    | --data (nope) must be one of mnist, cifar10",
                "--dir FOLDER/missing           | missing: no such file or folder",
                "--dir FOLDER                   | holds neither train-images-idx3-ubyte nor",
                "--dir FOLDER/plain             | plain: not a folder",
                "--data cifar10                 | --data cifar10 needs --dir",
                "--data cifar10 --dir FOLDER    | holds no data_batch_1.bin",
                "--data cifar10 --dir FOLDER/no | no: no such file or folder",
                "--data spirals --dir FOLDER    | --dir goes with --data mnist or cifar10",
                "--batch 0                      | --batch (0) must be >= 1",
                "--batch 5001                   | --batch (5001) must be at most the number of training samples (5000)",
                "--quick --batch 1001           | --batch (1001) must be at most the number of training samples (1000)",
                "--lr 0                         | --lr (0.0) must be > 0",
                "--lr NaN                       | --lr (NaN) must be > 0",
                "--lr -Infinity                 | --lr (-Infinity) must be > 0",
                "--seed x                       | '--seed': 'x' is not",
                "--threads 0                    | --threads (0) must be >= 1",
                "--json FOLDER                  | is a folder, not a file",
                "--json FOLDER/no/result.json   | no: no such file or folder",
                "--report FOLDER/plain/x.html   | plain: no such file or folder",
                "--report FOLDER                | is a folder, not a file",
                "--colour                       | Unknown option: '--colour'",
                "mnist                          | Unmatched argument at index 0: 'mnist'",
            })
    void call_badInput_isOneClearLineAndExitCode2(String options, String message) throws IOException {
        Files.writeString(folder.resolve("plain"), "");
        assertThat(run(options.replace("FOLDER", folder.toString()).split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("compare: ").contains(message).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
        assertThat(folder.toFile().list()).containsExactly("plain");
    }

    @Test
    void help_asked_namesEveryOptionWithItsDefault() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("--data", "--dir", "--quick", "--epochs", "--arms", "--batch", "--lr", "--seed", "--threads")
                .contains("--json", "--report", "Default: 50", "Default: 0.002");
    }

    private int run(String... args) {
        CommandLine command = new CommandLine(new CompareCommand());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return CommandLines.execute(command, args);
    }
}
