package org.kutta.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.examples.cli.CommandLines;
import org.kutta.examples.data.DataOptions;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.swap.SwapCommand;
import org.kutta.nn.model.SavedModel;
import picocli.CommandLine;

class TrainCommandTests {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return run(new TrainCommand(), args);
    }

    private int run(Object command, String... args) {
        CommandLine line = new CommandLine(command);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return CommandLines.execute(line, args);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--reading tree                | expected one of [STACK, ODE] (case-insensitive)",
                "--epochs 0                    | --epochs (0) must be >= 1",
                "--batch 0                     | --batch (0) must be >= 1",
                "--quick --batch 1501          | --batch (1501) must be at most the number of training samples (1500)",
                "--shift -1                    | --shift (-1) must be >= 0",
                "--shift 28                    | --shift (28) must be less than the height and width of the images",
                "--lr NaN                      | --lr (NaN) must be > 0",
                "--data spirals                | --data (spirals) must be images",
                "--checkpoint FOLDER/no/state  | no: no such file or folder",
                "--checkpoint FOLDER/x --json FOLDER/x | x) must not be the file of --json, too",
                "--epochs 2147483647           | --epochs (2147483647) must make fewer than 2^31 training steps",
                "--json FOLDER                 | is a folder, not a file",
                "--save FOLDER/no/x.kutta      | no: no such file or folder",
                "--save FOLDER/x --json FOLDER/x        | x) must not be the file of --json, too",
                "--save FOLDER/x --report FOLDER/./x    | x) must not be the file of --report, too",
                "--save FOLDER/x --checkpoint FOLDER/x  | x) must not be the file of --checkpoint, too",
            })
    void call_badInput_isOneClearLineAndExitCode2(String options, String message) {
        assertThat(run(options.replace("FOLDER", folder.toString()).split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("train: ").contains(message).hasLineCount(1);
    }

    /** The default networks on the bundled digits, in six of the usual ten passes over them. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"stack", "ode"})
    void call_sixEpochs_reads97OfAHundredDigits(String reading) throws IOException {
        String[] options = {"--reading=" + reading, "--epochs=6", "--threads=1", "--json"};
        assertThat(resultOf(options, "digits.json").get("testAccuracy").asDouble())
                .isGreaterThanOrEqualTo(0.97);
    }

    /** One epoch of a third of the data: far from the end, and far above the tenth that chance gives. */
    @Tag("slow")
    @Test
    void call_quick_learnsDigitsShowsThemKeepsThemAndIsNotDoneTwice() throws IOException {
        Path saved = folder.resolve("digits.kutta");
        Path page = folder.resolve("digits.html");
        String[] options = {
            "--quick",
            "--epochs=1",
            "--threads=1",
            "--checkpoint=" + folder.resolve("state"),
            "--save=" + saved,
            "--report=" + page,
            "--json"
        };
        JsonNode result = resultOf(options, "first.json");
        assertThat(result.get("reading").asText()).isEqualTo("stack");
        assertThat(result.get("testAccuracy").asDouble()).isGreaterThan(0.6);
        assertThat(result.get("trainLoss")).hasSize(1);
        assertThat(result.get("epochAccuracy")).containsExactly(result.get("testAccuracy"));
        int right = 0;
        int all = 0;
        for (int c = 0; c < 10; c++) {
            for (int found = 0; found < 10; found++) {
                all += result.get("confusion").get(c).get(found).asInt();
            }
            right += result.get("confusion").get(c).get(c).asInt();
        }
        assertThat(all).isEqualTo(500);
        assertThat(result.get("testAccuracy").asDouble()).isCloseTo(right / 500.0, within(1e-12));
        assertThat(out.toString()).contains("test accuracy 0.").contains("true \\ found");
        assertThat(err.toString()).contains("epoch 1:");
        assertThat(page).content().contains("What is confused", "Test accuracy");
        SavedModel model = SavedModel.read(saved);
        assertThat(model.metadata().classNames()).hasSize(10).startsWith("0");
        assertThat(model.metadata().normalisation().orElseThrow().mean()).hasSize(1);
        assertThat(model.metadata().notes())
                .containsEntry("data", "mnist-sample")
                .containsEntry(
                        "test accuracy",
                        String.format(
                                Locale.ROOT, "%.4f", result.get("testAccuracy").asDouble()));

        err.getBuffer().setLength(0);
        assertThat(resultOf(options, "second.json")).isEqualTo(result);
        assertThat(err.toString())
                .doesNotContain("epoch 1:")
                .contains("1 of 1 epochs were taken from the checkpoint " + folder.resolve("state"));
        assertThat(SavedModel.read(saved)).isEqualTo(model);

        String[] otherSeed = Arrays.copyOf(options, options.length + 2);
        otherSeed[options.length] = folder.resolve("third.json").toString();
        otherSeed[options.length + 1] = "--seed=2";
        assertThat(run(otherSeed)).isEqualTo(2);
        assertThat(err.toString())
                .contains("must be of this model and updater, but has")
                .contains("seed 1)");
        assertThat(folder.resolve("third.json")).doesNotExist();
    }

    /** Thirty steps: enough to leave chance, a tenth, by more than five of its deviations. */
    @Tag("slow")
    @Test
    void run_ode_learnsAndItsModelIsSwappedByTheCommandThatReadsIt() throws IOException {
        LabelledData data = new DataOptions().load(1).first(300, 200);
        Training training = new Training(TrainCommand.Reading.ODE, data, 2, 20, 0.003, 1, 1, null);
        Training.Trained trained = training.run(new PrintWriter(err, true)).orElseThrow();
        TrainResult result = trained.result();
        assertThat(result.trainLoss().get(1)).isLessThan(result.trainLoss().get(0));
        assertThat(result.testAccuracy()).isGreaterThan(0.25);
        assertThat(result.nfeForward()).isGreaterThan(5);

        Path saved = folder.resolve("ode.kutta");
        trained.model().write(saved);
        Path json = folder.resolve("swap.json");
        String[] options = {"--quick", "--data=mnist", "--model=" + saved, "--json=" + json};
        assertThat(run(new SwapCommand(), options)).as(err.toString()).isZero();
        JsonNode swapped = new ObjectMapper().readTree(json.toFile()).get(0);
        assertThat(swapped.get("model").asText()).isEqualTo("ode.kutta");
        assertThat(swapped.get("cells")).hasSize(3);
        assertThat(swapped.get("cells").get(1).get("metric").asDouble()).isGreaterThan(0.25);
    }

    private JsonNode resultOf(String[] options, String name) throws IOException {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = folder.resolve(name).toString();
        assertThat(run(all)).as(err.toString()).isZero();
        return new ObjectMapper().readTree(folder.resolve(name).toFile());
    }
}
