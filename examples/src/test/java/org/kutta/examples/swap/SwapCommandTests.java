package org.kutta.examples.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

class SwapCommandTests {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--epochs 0                   | --epochs (0) must be >= 1",
                "--epochs many                | '--epochs': 'many' is not",
                "--data mnist                 | --data (mnist-sample) must be points",
                "--data nope                  | --data (nope) must be one of mnist, cifar10, spheres, spirals",
                "--data spheres --dir FOLDER  | --dir goes with --data mnist or cifar10",
                "--threads 0                  | --threads (0) must be >= 1",
                "--seed x                     | '--seed': 'x' is not",
                "--json FOLDER                | is a folder, not a file",
                "--report FOLDER/no/x.html    | no: no such file or folder",
                "--json FOLDER/a --report FOLDER/a | must not be the file of --json, too",
                "--fast                       | Unknown option: '--fast'",
            })
    void call_badInput_isOneClearLineAndExitCode2(String options, String message) {
        assertThat(run(options.replace("FOLDER", folder.toString()).split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("swap: ").contains(message).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    @Tag("slow")
    void call_quick_findsTheCoarseModelDependentAndTheFineOneValid() throws Exception {
        Path json = folder.resolve("swap.json");
        Path page = folder.resolve("swap.html");
        assertThat(run("--quick", "--epochs=8", "--json=" + json, "--report=" + page))
                .as(err.toString())
                .isZero();
        JsonNode models = new ObjectMapper().readTree(json.toFile());
        assertThat(models).hasSize(3);
        check(models.get(0), "coarse", "euler", 1, "dependent");
        check(models.get(1), "fine", "rk4", 8, "valid");
        JsonNode adaptive = models.get(2);
        assertThat(adaptive.get("trainedWith").toString())
                .isEqualTo("{\"tableau\":\"dopri5\",\"steps\":null,\"tolerance\":0.001}");
        assertThat(adaptive.get("cells")).hasSize(3);
        assertThat(adaptive.get("cells").get(0).fieldNames())
                .toIterable()
                .containsExactly("tableau", "toleranceFactor", "metric", "trajectoryDistance");
        assertThat(out.toString())
                .contains("No: 'coarse' depends on its discretisation", "Yes: 'fine' still is an ODE");
        assertThat(Files.readString(page)).contains("Is it still an ODE?");
    }

    private static void check(JsonNode model, String name, String tableau, int steps, String verdict) {
        assertThat(model.fieldNames())
                .toIterable()
                .containsExactly("model", "trainedWith", "cells", "verdict", "criticalStep");
        assertThat(model.get("model").textValue()).isEqualTo(name);
        assertThat(model.get("trainedWith").toString())
                .isEqualTo("{\"tableau\":\"" + tableau + "\",\"steps\":" + steps + "}");
        assertThat(model.get("verdict").textValue()).as(name).isEqualTo(verdict);
        assertThat(model.get("cells")).hasSize(4 * 5);
        for (String other : new String[] {"euler", "midpoint", "rk3", "rk4"}) {
            assertThat(model.get("cells"))
                    .filteredOn(cell -> cell.get("tableau").textValue().equals(other))
                    .extracting(cell -> cell.get("stepFactor").doubleValue())
                    .containsExactly(0.5, 0.75, 1.0, 1.5, 2.0);
        }
        assertThat(model.get("cells").get(0).fieldNames())
                .toIterable()
                .containsExactly("tableau", "stepFactor", "metric", "trajectoryDistance");
        assertThat(model.get("criticalStep").doubleValue()).isBetween(0.0, 1.0);
    }

    private int run(String... args) {
        CommandLine command = new CommandLine(new SwapCommand());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return CommandLines.execute(command, args);
    }
}
