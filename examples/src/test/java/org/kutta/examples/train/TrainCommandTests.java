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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kutta.examples.cli.CommandLines;
import picocli.CommandLine;

class TrainCommandTests {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = new CommandLine(new TrainCommand());
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
            })
    void call_badInput_isOneClearLineAndExitCode2(String options, String message) {
        assertThat(run(options.replace("FOLDER", folder.toString()).split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("train: ").contains(message).hasLineCount(1);
    }

    /** One epoch of a third of the data: far from the end, and far above the tenth that chance gives. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"stack", "ode"})
    void call_quick_learnsDigitsShowsThemAndIsNotDoneTwice(String reading) throws IOException {
        String[] options = {
            "--quick",
            "--epochs",
            "1",
            "--threads",
            "1",
            "--reading",
            reading,
            "--checkpoint",
            folder.resolve("state").toString(),
            "--json"
        };
        JsonNode result = resultOf(options, "first.json");
        assertThat(result.get("reading").asText()).isEqualTo(reading);
        assertThat(result.get("testAccuracy").asDouble()).isGreaterThan(0.6);
        assertThat(result.get("trainLoss")).hasSize(1);
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

        err.getBuffer().setLength(0);
        assertThat(resultOf(options, "second.json")).isEqualTo(result);
        assertThat(err.toString()).doesNotContain("epoch 1:");

        String[] otherSeed = Arrays.copyOf(options, options.length + 2);
        otherSeed[options.length] = folder.resolve("third.json").toString();
        otherSeed[options.length + 1] = "--seed=2";
        assertThat(run(otherSeed)).isEqualTo(2);
        assertThat(err.toString())
                .contains("must be of this model and updater, but has")
                .contains("seed 1)");
        assertThat(folder.resolve("third.json")).doesNotExist();
    }

    private JsonNode resultOf(String[] options, String name) throws IOException {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = folder.resolve(name).toString();
        assertThat(run(all)).as(err.toString()).isZero();
        return new ObjectMapper().readTree(folder.resolve(name).toFile());
    }
}
