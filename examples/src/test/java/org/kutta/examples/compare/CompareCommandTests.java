package org.kutta.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
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
                "--arms euler,euler             | --arms (euler) must be named once",
                "--arms euler --arms euler      | --arms (euler) must be named once",
                "--arms euler,                  | --arms () must be of euler",
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
                "--quick --batch 1501           | --batch (1501) must be at most the number of training samples (1500)",
                "--lr 0                         | --lr (0.0) must be > 0",
                "--lr NaN                       | --lr (NaN) must be > 0",
                "--lr -Infinity                 | --lr (-Infinity) must be > 0",
                "--seed x                       | '--seed': 'x' is not",
                "--threads 0                    | --threads (0) must be >= 1",
                "--threads 10000                | --threads (10000) must be >= 1 and <= ",
                "--json FOLDER/a --report FOLDER/./a | /a) must not be the file of --json, too",
                "--report=                      | the file name for results is empty",
                "--save FOLDER/plain            | plain: is a file, not a folder",
                "--json FOLDER                  | is a folder, not a file",
                "--json FOLDER/no/result.json   | no: no such file or folder",
                "--report FOLDER/plain/x.html   | plain: no such file or folder",
                "--report FOLDER                | is a folder, not a file",
                "--json -                       | -: stands for no file here",
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
    void call_damagedFiles_areOneClearLineAndExitCode2() throws IOException {
        byte[] truncated = {0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3};
        Files.write(folder.resolve("train-images-idx3-ubyte"), truncated);
        Files.write(folder.resolve("train-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 5});
        byte[] photograph = new byte[3073];
        photograph[0] = 10;
        Files.write(folder.resolve("data_batch_1.bin"), photograph);
        Files.write(folder.resolve("test_batch.bin"), photograph);
        assertThat(run("--dir", folder.toString())).isEqualTo(2);
        assertThat(run("--data=cifar10", "--dir", folder.toString())).isEqualTo(2);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("train-images-idx3-ubyte: truncated: its header promises 7056 bytes"),
                        line -> assertThat(line)
                                .contains("data_batch_1.bin: label of record 0 (10) must be between 0 and 9"));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void help_asked_namesEveryOptionWithItsDefault() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("--data", "--dir", "--quick", "--epochs", "--arms", "--batch", "--lr", "--seed", "--threads")
                .contains("--json", "--report", "Default: 50", "0.002");
    }

    @Test
    @Tag("slow")
    void call_pointsQuickly_writesTableJsonAndReport() throws Exception {
        Path json = folder.resolve("result.json");
        Path page = folder.resolve("result.html");
        assertThat(run(
                        "--quick",
                        "--data=spirals",
                        "--epochs=2",
                        "--threads=1",
                        "--arms=rk4,euler-scaled,node-rk4,node-dopri5",
                        "--json=" + json,
                        "--report=" + page))
                .isZero();
        assertThat(err.toString())
                .contains("4 of 4: node-dopri5, test accuracy ")
                .hasLineCount(4);
        assertThat(out.toString())
                .startsWith("spirals: 1500 training and 500 test samples; 2 epochs of batches of 50")
                .contains("rk4           discrete", "node-dopri5   continuous")
                .contains("Not the same, interval and scale")
                .contains("The curves are in " + page.toRealPath());
        JsonNode root = new ObjectMapper().readTree(json.toFile());
        assertThat(root.get("trainSize").intValue()).isEqualTo(1500);
        assertThat(root.get("arms")).hasSize(4);
        for (JsonNode arm : root.get("arms")) {
            String name = arm.get("name").textValue();
            assertThat(arm).as(name).noneMatch(JsonNode::isNull);
            assertThat(arm.get("testAccuracy").doubleValue()).as(name).isBetween(0.0, 1.0);
            assertThat(arm.get("totalTime").doubleValue()).as(name).isEqualTo(3.0);
        }
        JsonNode rk4 = root.get("arms").get(0);
        // Twelve sub-networks 2-32-2 with biases, and the last layer 2-2.
        assertThat(rk4.get("parameters").intValue()).isEqualTo(12 * (2 * 32 + 32 + 32 * 2 + 2) + 6);
        assertThat(rk4.get("nfeForward").doubleValue()).isEqualTo(12);
        assertThat(rk4.get("nfeBackward").doubleValue()).isEqualTo(12);
        JsonNode scaled = root.get("arms").get(1);
        assertThat(scaled.get("parameters")).isEqualTo(rk4.get("parameters"));
        assertThat(scaled.get("dt").doubleValue()).isEqualTo(0.25);
        JsonNode dopri5 = root.get("arms").get(3);
        assertThat(dopri5.get("dt").doubleValue() * dopri5.get("nfeBackward").doubleValue())
                .as("six pullbacks a step")
                .isCloseTo(6 * 3, within(1e-9));
        assertThat(page).content().contains("One budget, two readings: spirals");
    }

    @Test
    @Tag("slow")
    void call_trainingDiverges_writesTheResultsAndExitsWith1() throws Exception {
        Path json = folder.resolve("result.json");
        Path page = folder.resolve("result.html");
        assertThat(run(
                        "--data=spirals",
                        "--quick",
                        "--arms=rk4,node-dopri5",
                        "--lr=1e38",
                        "--threads=1",
                        "--json=" + json,
                        "--report=" + page))
                .isEqualTo(1);
        assertThat(err.toString().lines().toList())
                .hasSize(3)
                .last()
                .asString()
                .startsWith("compare: 2 of 2 arms failed; rk4: ");
        assertThat(page).content().contains("rk4 was given up: ", "node-dopri5 was given up: ");
        JsonNode arm = new ObjectMapper().readTree(json.toFile()).get("arms").get(0);
        assertThat(arm.get("name").textValue()).isEqualTo("rk4");
        assertThat(arm.get("testAccuracy").isNull()).isTrue();
    }

    private int run(String... args) {
        CommandLine command = new CommandLine(new CompareCommand());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return CommandLines.execute(command, args);
    }
}
