package org.kutta.examples.landscape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kutta.examples.cli.CommandLines;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.model.ModelMetadata;
import org.kutta.nn.model.SavedModel;
import org.nd4j.linalg.api.buffer.DataType;
import picocli.CommandLine;

class LandscapeCommandTests {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--arms foo                          | --arms (foo) must be of plain, euler, midpoint",
                "--arms euler,euler                  | --arms (euler) must be named once",
                "--grid 10                           | --grid (10) must be odd and >= 3",
                "--grid 1                            | --grid (1) must be odd and >= 3",
                "--range 0                           | --range (0.0) must be > 0",
                "--radius NaN                        | --radius (NaN) must be > 0",
                "--samples 0                         | --samples (0) must be >= 1",
                "--samples 5001                      | --samples (5001) must be at most the number of training samples (5000)",
                "--epochs 0                          | --epochs (0) must be >= 1",
                "--grid 2147483647                   | --grid (2147483647) must be odd and >= 3 and <= 1001",
                "--curvature 2147483647              | --curvature (2147483647) must be 0 or >= 2 and <= 1001",
                "--epochs 2147483647                 | --epochs (2147483647) must make fewer than 2^31 training steps",
                "--json FOLDER/x --csv FOLDER/x      | x) must not be the file of --json, too",
                "--report FOLDER/x --vtk FOLDER/x    | x) must not be the file of --report, too",
                "--curvature 1                       | --curvature (1) must be 0 or >= 2",
                "--workers 0                         | --workers (0) must be >= 1",
                "--threads 0                         | --threads (0) must be >= 1",
                "--resume FOLDER/no                  | no: no such file or folder",
                "--csv FOLDER/no/x.csv               | no: no such file or folder",
                "--csv FOLDER/x --vtk FOLDER/./x     | x) must not be the file of --csv, too",
                "--json FOLDER                       | is a folder, not a file",
                "--data nope                         | --data (nope) must be one of mnist",
            })
    void call_badInput_isOneClearLineAndExitCode2(String options, String message) {
        assertThat(run(options.replace("FOLDER", folder.toString()).split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("landscape: ").contains(message).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    @Tag("slow")
    void call_pointsQuickly_writesAllFilesAndIsResumedToTheSameNumbers() throws IOException {
        Path kept = Files.createDirectory(folder.resolve("kept"));
        assertThat(points(kept, "first")).isZero();
        assertThat(out.toString())
                .contains("plain", "euler-scaled", "mean rise", "The surfaces are in ")
                .contains("central differences of gradients");
        JsonNode root = new ObjectMapper().readTree(folder.resolve("first.json").toFile());
        assertThat(root.get("x")).hasSize(5);
        assertThat(root.get("x").get(2).doubleValue()).isZero();
        assertThat(root.get("arms")).hasSize(2);
        for (JsonNode arm : root.get("arms")) {
            // Twelve sub-networks 2-32-2 with biases, and the last layer 2-2.
            assertThat(arm.get("parameters").intValue()).isEqualTo(12 * (2 * 32 + 32 + 32 * 2 + 2) + 6);
            assertThat(arm.get("losses").get(2).get(2)).as("middle of the grid").isEqualTo(arm.get("loss"));
            assertThat(arm.get("cut").get(4)).as("middle of the cut").isEqualTo(arm.get("loss"));
            assertThat(arm.get("worstRise").doubleValue())
                    .as("no random direction rises more than the worst")
                    .isGreaterThan(arm.get("meanRise").doubleValue());
            assertThat(arm.get("lambdaMax").doubleValue())
                    .isGreaterThan(arm.get("lambdaMin").doubleValue());
            assertThat(arm.get("trajectory").get("share").doubleValue()).isBetween(0.0, 0.2);
        }
        List<String> csv = Files.readAllLines(folder.resolve("first.csv"));
        assertThat(csv).hasSize(1 + 2 * 25).startsWith("arm,x,y,loss");
        assertThat(csv.get(13))
                .isEqualTo(
                        "plain,0.0,0.0," + root.get("arms").get(0).get("loss").asText());
        assertThat(Files.readAllLines(folder.resolve("first.vtk")))
                .contains("DIMENSIONS 5 5 1", "POINTS 25 double", "SCALARS loss_euler_scaled double 1")
                .hasSize(6 + 25 + 1 + 2 * (2 + 25));
        assertThat(points(kept, "second")).isZero();
        assertThat(folder.resolve("second.json")).hasSameBinaryContentAs(folder.resolve("first.json"));
        assertThat(points(kept, "third", "--epochs=2")).isEqualTo(2);
        assertThat(err.toString()).contains("plain.trained) is of another run");
        assertThat(points(kept, "third", "--range=2")).isEqualTo(2);
        assertThat(err.toString()).contains("plain.surface) is of another run: its first axis");
    }

    @Test
    @Tag("slow")
    void call_modelFile_isLookedAtWithoutTraining() throws IOException {
        Path file = folder.resolve("mine.kutta");
        try (Network network =
                Network.of(SurfaceArm.all().get(4).layers(Shape.of(2), 2), Shape.of(2), DataType.FLOAT, 1)) {
            SavedModel model = SavedModel.of(network);
            model.write(file);
            // Points ten times as large for the same network: another loss.
            model.withMetadata(ModelMetadata.empty().withNormalisation(0, 0.1)).write(folder.resolve("far.kutta"));
        }
        String json = "--json=" + folder.resolve("model.json");
        String page = "--report=" + folder.resolve("model.html");
        String model = "--model=" + file;
        String far = "--model=" + folder.resolve("far.kutta");
        assertThat(run("--quick", "--data=spirals", "--grid=3", "--samples=20", model, far, json, page))
                .isZero();
        JsonNode arms = new ObjectMapper()
                .readTree(folder.resolve("model.json").toFile())
                .get("arms");
        JsonNode arm = arms.get(0);
        assertThat(arms.get(1).get("name").textValue()).isEqualTo("far");
        assertThat(arms.get(1).get("loss").doubleValue())
                .isGreaterThan(2 * arm.get("loss").doubleValue());
        assertThat(arm.get("name").textValue()).isEqualTo("mine");
        assertThat(arm.get("trajectory").isNull()).isTrue();
        assertThat(arm.get("losses").get(1).get(1)).isEqualTo(arm.get("loss"));
        assertThat(run("--quick", model, page)).isEqualTo(2);
        assertThat(err.toString()).contains("features have shape");
        assertThat(run("--principal", model, page)).isEqualTo(2);
        assertThat(err.toString()).contains("--principal needs the way of training");
    }

    private int points(Path kept, String name, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--quick",
                "--data=spirals",
                "--arms=plain,euler-scaled",
                "--grid=5",
                "--samples=60",
                "--resume=" + kept,
                "--json=" + folder.resolve(name + ".json"),
                "--csv=" + folder.resolve(name + ".csv"),
                "--vtk=" + folder.resolve(name + ".vtk"),
                "--report=" + folder.resolve(name + ".html")));
        options.addAll(List.of(more));
        return run(options.toArray(String[]::new));
    }

    private int run(String... args) {
        CommandLine command = new CommandLine(new LandscapeCommand());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return CommandLines.execute(command, args);
    }
}
