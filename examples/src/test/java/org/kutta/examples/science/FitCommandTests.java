package org.kutta.examples.science;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.examples.report.Chromium;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.model.SavedModel;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

class FitCommandTests {
    @TempDir
    private Path folder;

    @Test
    @Tag("slow")
    void fit_exampleQuick_foretellsItsEndAndDrawsIt() throws Exception {
        CommandRun run = CommandRun.quick(folder, new FitCommand(), "--forecast", "1500");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode result = run.json();
        // The noise is 0.06 of a deviation; the last value carried on is off by 1.7.
        assertThat(result.get("extrapolationError").asDouble()).isLessThan(0.4);
        assertThat(result.get("carriedError").asDouble()).isGreaterThan(1);
        assertThat(result.get("forecasts")).hasSize(2);
        assertThat(run.out()).contains("example reactor.csv: 2 series", "warm forecast at seconds 1500.0: activator");
        assertThat(Chromium.open(run.page(), folder)).contains("data-charts=\"drawn\"");
    }

    /** An exponential decay in large units. */
    private Path decay() throws IOException {
        StringBuilder text = new StringBuilder("\uFEFFlevel;remark;\"the \"\"clock\"\"\"\r\n\r\n");
        for (int n = 0; n < 40; n++) {
            text.append(
                            n % 7 == 3
                                    ? "NaN"
                                    : String.format(Locale.ROOT, "%.3f", 5000 + 2000 * Math.exp(-0.002 * 50 * n)))
                    .append(";\"a; b\";")
                    .append(1_000_000 + 50 * n)
                    .append("\r\n");
        }
        return Files.writeString(folder.resolve("decay.csv"), text);
    }

    @Test
    @Tag("slow")
    void fit_ownFileInLargeUnits_savesTheFieldInThem() throws Exception {
        Path file = folder.resolve("decay.zip");
        CommandRun run = CommandRun.quick(
                folder,
                new FitCommand(),
                "--csv=" + decay(),
                "--time=the \"clock\"",
                "--columns=level",
                "--hidden=6",
                "--forecast=1002000",
                "--save=" + file);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().get("extrapolationError").asDouble()).isLessThan(0.05);
        SavedModel saved = SavedModel.read(file);
        assertThat(saved.metadata().classNames()).containsExactly("level");
        String note = String.valueOf(saved.metadata().notes().get("start"));
        assertThat(note).startsWith("the \"clock\" 1000000.0: [");
        double start = Double.parseDouble(note.substring(note.indexOf('[') + 1, note.indexOf(']')));
        HeapField field = saved.toHeapField();
        double[] y0 = {start};
        double end = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(1e-9, 1e-9)
                .solve(field.bind(y0), 1_000_000, 1_002_000, y0)
                .finalState()[0];
        double forecast = run.json().get("forecasts").get(0).get("state").get(0).asDouble();
        assertThat(end).isCloseTo(forecast, within(0.1)); // solved to 1e-5 of a deviation of some 500
    }

    @Test
    @Tag("slow")
    void fit_rawAndWithoutHoldout_hasNoExtrapolationError() throws Exception {
        Path file = Files.writeString(folder.resolve("few.csv"), "t,x\n0,1\n0.5,0.6\n1,0.4\n2,0.1\n");
        CommandRun run = CommandRun.quick(folder, new FitCommand(), "--csv=" + file, "--raw", "--holdout=0");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().get("extrapolationError").isNull()).isTrue();
        assertThat(run.json().get("fitError").asDouble()).isLessThan(0.5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            t,x\\n0,1\\n1,one\\n              | line 3: x (one) must be a number, or empty for a gap
            t,x\\n0,1\\n1,Infinity\\n         | line 3: x (Infinity) must be finite
            t,x\\n0,1\\n1\\n                  | line 3 has 1 cells but must have 2
            t,x\\n0,1\\n\\n0,2\\n             | line 4: t (0) must be above the time before it in the same series, 0.0
            t,x\\n0,1\\n,2\\n                 | line 3: t () must have a value
            t,x,x\\n0,1,2\\n                  | line 1: column (x) must be named once
            t,\\n0,1\\n                       | line 1: column 2 must have a name
            t,x\\n0,"1\\n                     | line 2: a quote is opened
            t\\n0\\n1\\n                      | must have a column beside that of the time
            t,x\\n                            | must have rows below its header
            t,x\\n0,1\\n1,2\\n2,3\\n3,4\\n    | has 4 rows, of which 3 are left to learn from
            t,x,y\\n0,1,\\n1,2,\\n2,3,\\n3,4,\\n4,,5\\n | column (y) must have a value among those to learn from
            """)
    void fit_malformedFile_isOneLineThatTellsWhere(String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.csv"), text.replace("\\n", "\n"));
        CommandRun run = CommandRun.quick(folder, new FitCommand(), "--csv=" + file);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message).hasLineCount(1);
        assertThat(run.page()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "--time=hour, --time (hour) must be a column of",
        "--columns=x, --columns (x) must be a column of",
        "--columns=seconds, --columns (seconds) must not name the column of the time",
        "--series=x, --series (x) must be a column of",
        "--holdout=1, --holdout (1.0)",
        "--epochs=0, --epochs (0)",
        "--forecast=1000, --forecast (1000.0) must be after the end of the data",
        "--csv=missing.csv, no such file",
        "--save=missing/model.zip, no such file or folder",
    })
    void fit_badOption_isOneLineAndExitCode2(String option, String message) {
        CommandRun run = CommandRun.quick(folder, new FitCommand(), option);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message).hasLineCount(1);
    }

    @Test
    void read_fileThatIsNoText_isRefused() throws IOException {
        Path file = Files.write(folder.resolve("bytes.csv"), new byte[] {'t', ',', (byte) 0xFF, 'x'});
        CommandRun run = CommandRun.quick(folder, new FitCommand(), "--csv=" + file);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("must be text in UTF-8").hasLineCount(1);
        Files.write(file, new byte[0]);
        assertThat(CommandRun.quick(folder, new FitCommand(), "--csv=" + file).err())
                .contains("is empty");
    }

    @Test
    void parse_tabsAndQuotes_keepsSeparatorsInsideCells() {
        CsvFile file = CsvFile.parse("f", "a\tb\n1\t\"2\t3\"\n");
        assertThat(file.header()).containsExactly("a", "b");
        assertThat(file.rows()).singleElement().satisfies(row -> {
            assertThat(row.line()).isEqualTo(2);
            assertThat(row.cells()).containsExactly("1", "2\t3");
        });
    }

    @ParameterizedTest
    @CsvSource({"--save, --json, must not be the file of --json", "--save, --report, must not be the file of --report"})
    void fit_twoOutputsInOneFile_isRefused(String one, String other, String message) {
        String file = folder.resolve("both").toString();
        CommandRun run = CommandRun.bare(folder, new FitCommand(), one, file, other, file);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--save", "--json", "--report"})
    void fit_outputOverTheData_isRefusedAndTheDataStay(String option) throws Exception {
        Path data = Files.writeString(folder.resolve("data.csv"), "t,x\n0,1\n1,2\n2,3\n");
        CommandRun run = CommandRun.bare(folder, new FitCommand(), "--csv", data.toString(), option, data.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(option, "must not be the file of --csv").hasLineCount(1);
        assertThat(data).hasContent("t,x\n0,1\n1,2\n2,3\n");
    }

    @Test
    void fit_folderAsData_isNamed() {
        CommandRun run = CommandRun.bare(folder, new FitCommand(), "--csv", folder.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(folder.toString(), "must be a file, not a folder")
                .hasLineCount(1);
    }
}
