package org.kutta.examples.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.examples.cli.CommandLines;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.model.ModelMetadata;
import org.kutta.nn.model.NumpyFiles;
import org.kutta.nn.model.SavedModel;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import picocli.CommandLine;

class ModelCommandTests {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file;

    @BeforeEach
    void save() throws IOException {
        Layer field = Sequential.of(Dense.of(4), new Tanh(), Dense.of(2));
        Layer layer = OdeBlock.of(field, OdeSolver.adaptive(Tableaus.TSIT5), DiscreteAdjoint.checkpointed(5), 0, 3);
        double[] parameters = layer.initialParameters(Shape.of(2), new SplittableRandom(1));
        parameters[0] = Double.NaN;
        file = folder.resolve("one.kutta");
        SavedModel.of(layer, Shape.of(2), parameters)
                .withMetadata(ModelMetadata.empty().withNote("training", "none"))
                .write(file);
    }

    private int run(String... args) {
        CommandLine line = new CommandLine(new ModelCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return CommandLines.execute(line, args);
    }

    @Test
    void call_soundFile_showsWhatIsInIt() {
        assertThat(run(file.toString())).isZero();
        assertThat(out.toString())
                .contains(
                        "is sound: DOUBLE, input [2]",
                        "from t = 0.0 to 3.0 by tsit5 (order 5(4), 7 stages, FSAL), rtol 1.0E-6, atol 1.0E-9",
                        "gradient: checkpointed(5)",
                        "dense(4), [2] to [4]",
                        "training: none");
        assertThat(out.toString().lines().filter(line -> line.startsWith("0.weight")))
                .singleElement()
                .asString()
                .matches("0.weight +dense weight +\\[2, 4\\] +8 +1 +NaN");
    }

    @Test
    void call_exportAndJson_writeTheArraysAndTheResults() throws IOException {
        Path npz = folder.resolve("a.npz");
        Path json = folder.resolve("a.json");
        assertThat(run(file.toString(), "--export", npz.toString(), "--layout", "torch", "--json", json.toString()))
                .isZero();
        assertThat(NumpyFiles.read(npz).get("0.weight")).hasToString("float64[4, 2]");
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.at("/groups/0/rms").isNull()).isTrue();
        assertThat(result.at("/groups/0/notFinite").asInt()).isEqualTo(1);
        assertThat(result.at("/groups/3/name").asText()).isEqualTo("2.bias");
    }

    @Test
    void call_outputsThatAreOneFileOrTheModel_areRefusedAndNothingIsWritten() throws IOException {
        byte[] before = Files.readAllBytes(file);
        String both = folder.resolve("both").toString();
        assertThat(run(file.toString(), "--export", both, "--json", both)).isEqualTo(2);
        assertThat(run(file.toString(), "--export", file.toString())).isEqualTo(2);
        assertThat(run(file.toString(), "--json", file.toString())).isEqualTo(2);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("must not be the file of --json, too"),
                        line -> assertThat(line).contains("--export (" + file + ") must not be the model file"),
                        line -> assertThat(line).contains("--json (" + file + ") must not be the model file"));
        assertThat(out.toString()).isEmpty();
        assertThat(folder.toFile().list()).containsExactly("one.kutta");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void call_damagedOrMissingFile_isOneClearLineAndExitCode2() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(run(file.toString())).isEqualTo(2);
        Files.write(file, Arrays.copyOf(bytes, 100));
        assertThat(run(file.toString())).isEqualTo(2);
        assertThat(run(folder.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("is not as it was written: its checksum does not fit"),
                        line -> assertThat(line).contains("is no model file, or is truncated"),
                        line -> assertThat(line).contains("none: no such file or folder"));
        assertThat(out.toString()).isEmpty();
    }
}
