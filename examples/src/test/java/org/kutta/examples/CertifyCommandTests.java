package org.kutta.examples;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.examples.cli.CommandLines;
import org.kutta.examples.report.Chromium;
import org.kutta.solver.tableau.TableauFiles;
import org.kutta.solver.tableau.Tableaus;
import picocli.CommandLine;

class CertifyCommandTests {
    private static final String WRONG = """
            name: improved-euler
            order: 2
              0 |
            1/2 | 1/2
            ---------
                | 1/2 1/2
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void certify_name_showsArrayAndCertificate() {
        assertThat(run("RK4")).isZero();
        assertThat(out.toString())
                .contains("  1 |   0   0   1", "rk4: passed", "main weights b have order 4")
                .contains("stable on the real axis to 2.7853, on the imaginary axis to 2.8284");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void certify_all_passesAndWritesEveryTableau() throws IOException {
        Path json = folder.resolve("all.json");
        assertThat(run("--all", "--json", json.toString())).isZero();
        JsonNode tableaus = new ObjectMapper().readTree(json.toFile()).get("tableaus");
        assertThat(tableaus).hasSize(Tableaus.all().size());
        for (JsonNode tableau : tableaus) {
            List<String> names = new ArrayList<>();
            tableau.fieldNames().forEachRemaining(names::add);
            assertThat(names)
                    .contains(
                            "name",
                            "order",
                            "embeddedOrder",
                            "stages",
                            "fsal",
                            "a",
                            "b",
                            "bHat",
                            "c",
                            "dense",
                            "passed")
                    .contains(
                            "verifiedOrder", "verifiedEmbeddedOrder", "realStability", "imaginaryStability", "maxAbsA");
            assertThat(tableau.get("passed").booleanValue()).isTrue();
            assertThat(tableau.get("verifiedOrder")).isEqualTo(tableau.get("order"));
            assertThat(tableau.get("verifiedEmbeddedOrder")).isEqualTo(tableau.get("embeddedOrder"));
            assertThat(tableau.get("a"))
                    .hasSize(tableau.get("stages").intValue())
                    .allSatisfy(
                            row -> assertThat(row).hasSize(tableau.get("stages").intValue()));
            assertThat(tableau.get("b")).allSatisfy(b -> assertThat(b.textValue())
                    .matches("-?[0-9]+(/[0-9]+)?|-?[0-9]+\\.[0-9]+(E-?[0-9]+)?"));
        }
        JsonNode dopri5 = tableaus.get(16);
        assertThat(dopri5.get("name").textValue()).isEqualTo("dopri5");
        assertThat(dopri5.get("a").get(4).get(0).textValue()).isEqualTo("19372/6561");
        assertThat(dopri5.get("bHat").get(0).textValue()).isEqualTo("5179/57600");
        assertThat(dopri5.get("dense").get("order").intValue()).isEqualTo(4);
        assertThat(tableaus.get(0).get("bHat").isNull()).isTrue();
        assertThat(tableaus.get(0).get("dense").isNull()).isTrue();
    }

    @Test
    void certify_wrongTableau_saysWhichConditionAndEndsWithOne() throws IOException {
        Path json = folder.resolve("wrong.json");
        Path file = Files.writeString(folder.resolve("wrong.txt"), WRONG);
        assertThat(run(file.toString(), "euler", "--json", json.toString())).isEqualTo(1);
        assertThat(err.toString())
                .hasLineCount(1)
                .contains(
                        "1 of 2 certificates failed; improved-euler: main weights b fail the condition of order 2 at tree [t]")
                .contains("the sum must be 1/2 but is 1/4 (residual -2.500e-01)");
        assertThat(out.toString()).contains("improved-euler: FAILED");
        JsonNode first =
                new ObjectMapper().readTree(json.toFile()).get("tableaus").get(0);
        assertThat(first.get("passed").booleanValue()).isFalse();
        assertThat(first.get("verifiedOrder").intValue()).isEqualTo(1);
        assertThat(first.get("problems")).hasSize(1);
    }

    @Test
    void certify_fileOfTheCatalogue_passes() throws IOException {
        Path file = folder.resolve("own.json");
        TableauFiles.write(Tableaus.DOP853, file);
        assertThat(run(file.toString())).isZero();
        assertThat(out.toString()).contains("embedded weights 2 have order 3", "dense weights have order 7");
    }

    @Test
    void certify_badInput_isOneLineAndExitCode2() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.txt"), WRONG.replace("1/2 | 1/2", "1/2 | 1/0"));
        assertThat(run(file.toString())).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("bad.txt, line 4: ", "must not divide by zero");
        assertThat(run("rk45")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(2).contains("there is no file rk45", "dopri5");
        assertThat(run()).isEqualTo(2);
        assertThat(run("rk4", "--all")).isEqualTo(2);
        assertThat(run(folder.toString())).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(5).contains(folder + ": is a folder");
        assertThat(run("")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(6).contains("name or file () must not be empty");
        String both = folder.resolve("both").toString();
        assertThat(run("rk4", "--json", both, "--report", both)).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(7).contains("must not be the file of --json");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void certify_report_drawsTheRegionOfStability() throws IOException, InterruptedException {
        Path page = folder.resolve("report.html");
        assertThat(run("dopri5", "rk4", "--report", page.toString())).isZero();
        String dom = Chromium.open(page, Files.createDirectory(folder.resolve("browser")));
        assertThat(dom).contains("dopri5 (order 5(4), 7 stages, FSAL)", "19372/6561", "contourlayer");
    }

    private int run(String... args) {
        List<String> line = new ArrayList<>(List.of("certify"));
        line.addAll(List.of(args));
        CommandLine root = Kutta.commandLine();
        root.setOut(new PrintWriter(out, true));
        root.setErr(new PrintWriter(err, true));
        return CommandLines.execute(root, line.toArray(String[]::new));
    }
}
