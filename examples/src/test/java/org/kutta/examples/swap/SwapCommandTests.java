package org.kutta.examples.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kutta.examples.cli.CommandLines;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.model.SavedModel;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
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
                "--model FOLDER/none          | none: no such file",
                "--model FOLDER --epochs 3    | --epochs (3) has no use with --model",
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
        assertThat(run("--quick", "--epochs=6", "--json=" + json, "--report=" + page))
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

    @Test
    void call_savedModels_areSwappedOrRefusedForWhatTheyAre() throws Exception {
        Sequential field = Sequential.of(Dense.of(4), new Tanh(), Dense.of(2));
        Mesh mesh = Mesh.uniform(0, 1, 2);
        Path good = save("good.kutta", RungeKuttaStack.shared(Tableaus.HEUN2, mesh, field));
        Path own = save("own.kutta", RungeKuttaStack.perStage(Tableaus.HEUN2, mesh, field));
        Path none = save("none.kutta", new Tanh());
        Path json = folder.resolve("swap.json");
        assertThat(run("--quick", "--model=" + good, "--json=" + json))
                .as(err.toString())
                .isZero();
        JsonNode models = new ObjectMapper().readTree(json.toFile());
        assertThat(models).hasSize(1);
        assertThat(models.get(0).get("model").textValue()).isEqualTo("good.kutta");
        assertThat(models.get(0).get("trainedWith").toString()).isEqualTo("{\"tableau\":\"heun2\",\"steps\":2}");
        assertThat(models.get(0).get("cells")).as("with its own tableau").hasSize(5 * 5);
        assertThat(out.toString()).contains("good.kutta, trained with heun2, 2 steps");
        check(
                "the model (own.kutta) must have one vector field whose solver can be swapped, not layer 0 (stack(2 x heun2",
                own);
        check("must have one ODE block or stack in its sequence of layers, but has 0", none);
        check(
                "the data (mnist-sample) have shape [28, 28, 1] and 10 classes: name its data by --data",
                good,
                "--data=mnist");
        Path foreign = Files.writeString(folder.resolve("foreign.kutta"), "no model");
        check("foreign.kutta", foreign);
    }

    private void check(String message, Path model, String... more) {
        err.getBuffer().setLength(0);
        assertThat(run(Stream.concat(Stream.of("--model=" + model), Stream.of(more))
                        .toArray(String[]::new)))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("swap: ").contains(message).hasLineCount(1);
    }

    private Path save(String name, Layer layer) throws IOException {
        Path file = folder.resolve(name);
        try (Network network = Network.of(Sequential.of(layer, Dense.of(2)), Shape.of(2), DataType.FLOAT, 1)) {
            SavedModel.of(network).write(file);
        }
        return file;
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
