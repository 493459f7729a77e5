package org.kutta.examples.study;

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
import org.kutta.examples.report.Chromium;
import picocli.CommandLine;

class StudyCommandTests {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ablation --depths 27                | --depths (27) must be 2 + 2 N",
                "ablation --depths 28                | --depths (28) has 13 sub-networks, which must be a multiple of the 2",
                "ablation --depths 26,26             | --depths ([26, 26]) must name each value once",
                "ablation --lr 0                     | --lr (0.0) must be > 0",
                "ablation --lr 0.1,0.1               | --lr ([0.1, 0.1]) must name each value once",
                "ablation --seeds 0                  | --seeds (0) must be >= 1",
                "ablation --channels 6               | --channels (6) must be a multiple of 4",
                "ablation --arms foo                 | --arms (foo) must be of euler, euler-half",
                "ablation --data spheres             | --data (spheres) must be images",
                "ablation --data cifar10             | --data cifar10 needs --dir",
                "ablation --resume FOLDER/no/x       | no/x: no such file or folder",
                "depth --epochs 0                    | --epochs (0) must be >= 1",
                "learning-rate --norm foo            | Invalid value for option '--norm'",
                "batchnorm --steps 0                 | --steps (0) must be >= 1",
                "cross --steps 0                     | --steps (0) must be >= 1",
                "pareto --data mnist                 | --data (mnist-sample) must be points",
                "downsampling --train 10             | --batch (25) must be at most the number of training samples (10)",
            })
    void call_badInput_isOneClearLineAndExitCode2(String options, String message) {
        assertThat(run(options.replace("FOLDER", folder.toString()).split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("study ").contains(message).hasLineCount(1);
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    @Tag("slow")
    void call_ablationCutAndResumed_givesTheSameBits() throws IOException {
        assertThat(ablation("whole")).isZero();
        Path log = folder.resolve("whole.jsonl");
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(1 + 3 * 2);
        // As a killed process leaves it: three cells, and a part of the fourth.
        Files.writeString(
                folder.resolve("cut.jsonl"),
                String.join("\n", lines.subList(0, 4)) + "\n" + lines.get(4).substring(0, 40));
        assertThat(ablation("cut")).isZero();
        assertThat(folder.resolve("cut.jsonl")).hasSameBinaryContentAs(log);
        assertThat(folder.resolve("cut.json")).hasSameBinaryContentAs(folder.resolve("whole.json"));
        JsonNode root = new ObjectMapper().readTree(folder.resolve("whole.json").toFile());
        assertThat(root.get("cells")).hasSize(6);
        assertThat(root.get("groups")).hasSize(3);
        for (JsonNode cell : root.get("cells")) {
            // 26 layers: stem and 24 convolutions of 3x3 without bias, two values for each of 25 norms of 4 channels, 4
            // to 10 classes.
            assertThat(cell.get("parameters").intValue()).isEqualTo(36 + 24 * 144 + 25 * 8 + 50);
            assertThat(cell.get("firstGradients")).as("kernels").hasSize(26);
            assertThat(cell.get("steps").intValue()).isEqualTo(2);
        }
        assertThat(root.get("groups").get(1).get("gain").get("count").intValue())
                .isEqualTo(2);
        assertThat(ablation("whole", "--batch=20")).isEqualTo(2);
        assertThat(err.toString()).contains("is of other settings");
    }

    private int ablation(String name, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "ablation",
                "--quick",
                "--arms=euler-quarter,rk4,weights-b",
                "--channels=4",
                "--train=20",
                "--test=20",
                "--resume=" + folder.resolve(name + ".jsonl"),
                "--json=" + folder.resolve(name + ".json")));
        options.addAll(List.of("--epochs=1", "--lr=0.01"));
        if (more.length == 0) {
            options.add("--batch=10");
        }
        options.addAll(List.of(more));
        return run(options.toArray(String[]::new));
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({"depth, --arms=plain", "learning-rate, --arms=rk4", "downsampling, '--arms=rk4/stem,rk4/subnet'"})
    void call_quickStudy_writesAReportThatABrowserDraws(String study, String arms) throws Exception {
        Path page = folder.resolve("study.html");
        assertThat(run(
                        study,
                        "--quick",
                        arms,
                        "--seeds=1",
                        "--channels=4",
                        "--train=20",
                        "--test=20",
                        "--batch=20",
                        "--report=" + page))
                .isZero();
        assertThat(out.toString()).contains("diverged", "against", "Intervals hold the truth");
        String dom = Chromium.open(page, Files.createDirectory(folder.resolve("browser")));
        assertThat(dom).contains("data-charts=\"drawn\"").contains("<p class=\"error\" id=\"error\"></p>");
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({"cross, tested with, rows", "pareto, gradient error, costs"})
    void call_quickStudyOfPoints_writesNumbersAndAReportThatABrowserDraws(String study, String text, String list)
            throws Exception {
        Path page = folder.resolve("study.html");
        Path json = folder.resolve("study.json");
        assertThat(run(study, "--quick", "--epochs=1", "--report=" + page, "--json=" + json))
                .isZero();
        assertThat(out.toString()).contains(text, "accuracy");
        assertThat(new ObjectMapper().readTree(json.toFile()).get(list)).hasSizeGreaterThan(4);
        String dom = Chromium.open(page, Files.createDirectory(folder.resolve("browser")));
        assertThat(dom).contains("data-charts=\"drawn\"").contains("<p class=\"error\" id=\"error\"></p>");
    }

    @Test
    @Tag("slow")
    void call_quickBatchNorm_showsThatOnlyBatchNormMakesTheFieldDependOnItsBatch() throws Exception {
        Path page = folder.resolve("study.html");
        Path json = folder.resolve("study.json");
        assertThat(run("batchnorm", "--quick", "--epochs=2", "--report=" + page, "--json=" + json))
                .isZero();
        JsonNode models = new ObjectMapper().readTree(json.toFile()).get("models");
        assertThat(models).hasSize(3);
        for (JsonNode model : models) {
            boolean batch = model.get("norm").asText().equals("batch norm");
            assertThat(model.get("batchGap").asDouble() > 1e-3).isEqualTo(batch);
            assertThat(model.get("trainingGap").asDouble() > 1e-3).isEqualTo(batch);
            assertThat(model.get("findings").size() > 0).isEqualTo(batch);
            assertThat(model.get("cells")).hasSize(20);
        }
        String dom = Chromium.open(page, Files.createDirectory(folder.resolve("browser")));
        assertThat(dom).contains("data-charts=\"drawn\"").contains("<p class=\"error\" id=\"error\"></p>");
    }

    private int run(String... args) {
        CommandLine command = new CommandLine(new StudyCommand());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return CommandLines.execute(command, args);
    }
}
