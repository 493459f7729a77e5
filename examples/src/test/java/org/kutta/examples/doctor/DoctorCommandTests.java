package org.kutta.examples.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.examples.cli.CommandLines;
import org.kutta.examples.doctor.Finding.Verdict;
import org.nd4j.linalg.api.buffer.DataType;
import picocli.CommandLine;

class DoctorCommandTests {
    private static final Map<String, String> GOOD = Map.of(
            "OMP_NUM_THREADS", "2",
            "OPENBLAS_NUM_THREADS", "1",
            "GOMP_SPINCOUNT", "3000",
            "MALLOC_MMAP_THRESHOLD_", "33554432",
            "MALLOC_TRIM_THRESHOLD_", "1073741824");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final DoctorCommand command = new DoctorCommand();
    private final CommandLine line = new CommandLine(command);

    DoctorCommandTests() {
        line.setOut(new PrintWriter(out, true));
    }

    @Test
    void call_thisMachine_isFoundToComputeRightly() throws IOException {
        Path json = folder.resolve("doctor.json");
        assertThat(CommandLines.execute(line, "--json", json.toString())).isZero();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.get("healthy").asBoolean()).isTrue();
        assertThat(report.get("findings"))
                .extracting(finding -> finding.get("subject").asText())
                .contains(
                        "java", "backend", "device", "memory", "threads", "OpenBLAS threads", "kernels", "native call")
                .contains("dense field, DOUBLE", "dense field, FLOAT")
                .contains("convolution field, DOUBLE", "convolution field, FLOAT");
        for (JsonNode finding : report.get("findings")) {
            boolean fine = finding.get("verdict").asText().equals("fine");
            assertThat(finding.get("cure").isNull()).as(finding.toString()).isEqualTo(fine);
        }
        assertThat(out.toString()).containsPattern("(?m)^(All is fine|Nothing is wrong, but something is slow)\\.$");
    }

    @Test
    void tell_somethingWrong_isExitCode1WithTheCureInOneLine() throws IOException {
        List<Finding> findings =
                List.of(Finding.fine("java", "17"), FieldChecks.judged("dense field", DataType.FLOAT, 1e-2));
        assertThat(command.tell(findings)).isEqualTo(1);
        assertThat(out.toString())
                .containsPattern("(?m)^wrong: dense field: the backend computes wrongly here: .+$")
                .contains("Some checks failed.");
    }

    @Test
    void judged_errorThatIsNoNumber_isWrong() {
        assertThat(FieldChecks.judged("field", DataType.DOUBLE, Double.NaN).verdict())
                .isEqualTo(Verdict.WRONG);
        assertThat(FieldChecks.judged("field", DataType.DOUBLE, 1e-14).verdict())
                .isEqualTo(Verdict.FINE);
    }

    @Test
    void build_strayClassifierBesideOneDnn_isSlowAndNamed() {
        Finding stray = Surroundings.build(List.of("-avx2", "-onednn"), "-avx2");
        assertThat(stray.verdict()).isEqualTo(Verdict.SLOW);
        assertThat(stray.cure())
                .contains("-avx2 of nd4j-native off the class path")
                .contains("platform.extension=-onednn");
        assertThat(Surroundings.build(List.of("-onednn"), "-onednn").verdict()).isEqualTo(Verdict.FINE);
    }

    @Test
    void environment_asTheLauncherSetsIt_isFine() {
        assertThat(Surroundings.environment(GOOD, 2, 2, true))
                .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.FINE));
    }

    @Test
    void environment_nothingSet_isSlowThreeTimes() {
        assertThat(Surroundings.environment(Map.of(), 8, 8, true))
                .filteredOn(finding -> finding.verdict() == Verdict.SLOW)
                .extracting(Finding::subject)
                .containsExactly("threads", "idle threads", "scratch memory");
    }

    @Test
    void environment_helpersForbiddenAndTooManyThreads_isSaid() {
        Map<String, String> env =
                Map.of("SD_FORBID_HELPERS", "1", "OMP_NUM_THREADS", "16", "OPENBLAS_NUM_THREADS", "16");
        List<Finding> findings = Surroundings.environment(env, 4, 16, false);
        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.SLOW)
                .extracting(Finding::subject)
                .containsExactly("threads", "OpenBLAS threads", "SD_FORBID_HELPERS");
    }

    /** The CUDA 11.6 build holds code for 3.7 to 8.6, which 8.9 runs too, and nothing that a driver could compile for others. */
    @Test
    void card_byComputeCapability_isServedOrNot() {
        assertThat(Surroundings.card("A100", 8, 0, 1L << 35).verdict()).isEqualTo(Verdict.FINE);
        assertThat(Surroundings.card("L4", 8, 9, 1L << 34).verdict()).isEqualTo(Verdict.FINE);
        assertThat(Surroundings.card("H100", 9, 0, 1L << 36).verdict()).isEqualTo(Verdict.WRONG);
        assertThat(Surroundings.card("K10", 3, 0, 1L << 32).verdict()).isEqualTo(Verdict.WRONG);
    }

    @Test
    void kernels_withoutOneDnn_areSlowWhereThereIsABuildOfIt() {
        assertThat(Speed.kernels(true, "amd64").verdict()).isEqualTo(Verdict.FINE);
        assertThat(Speed.kernels(false, "aarch64").verdict()).isEqualTo(Verdict.FINE);
        assertThat(Speed.kernels(false, "amd64").cure()).contains("dnnl");
    }

    @Test
    void helper_noFasterThanWithoutIt_isSlow() {
        assertThat(Speed.helper("oneDNN", 1, 8).verdict()).isEqualTo(Verdict.FINE);
        assertThat(Speed.helper("oneDNN", 1, 1.1).cure()).contains("not used");
        assertThat(Speed.threads(2, 3, 1).cure()).contains("--threads 1");
    }
}
