package org.kutta.examples.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.nn.compare.CellResult;
import org.kutta.nn.compare.TrainingCell;

class CellLogTests {
    private static final CellResult FIRST = cell("euler", 0.1 + 0.2, "", ImmutableList.of(1 / 3.0, 1e-300));
    private static final CellResult FAILED =
            cell("rk4", Double.NaN, "loss is NaN at \"x\"\n", ImmutableList.of(1.0, Double.NaN));

    @TempDir
    private Path folder;

    @Test
    void open_keptCells_areTheSameToTheBit() throws IOException {
        Path file = folder.resolve("cells.jsonl");
        write(file);
        try (CellLog log = CellLog.open(file, "s")) {
            assertThat(log.find(FIRST.cell())).isEqualTo(FIRST);
            assertThat(log.find(FAILED.cell())).isEqualTo(FAILED);
            assertThat(log.find(new TrainingCell("euler", 26, 0.1, 2))).isNull();
        }
        assertThat(Files.readAllLines(file)).hasSize(3).startsWith("{\"settings\":\"s\"}");
    }

    /** A process may be killed behind any byte. */
    @Test
    void open_fileCutAnywhere_keepsWholeLinesAndGoesOnToTheSameFile() throws IOException {
        Path file = folder.resolve("cells.jsonl");
        write(file);
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 0; cut < whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            try (CellLog log = CellLog.open(file, "s")) {
                for (CellResult result : new CellResult[] {FIRST, FAILED}) {
                    if (log.find(result.cell()) == null) {
                        log.add(result);
                    }
                }
            }
            assertThat(Files.readAllBytes(file)).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @Test
    void open_otherSettings_isRefusedAndTheFileIsLeftAlone() throws IOException {
        Path file = folder.resolve("cells.jsonl");
        write(file);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> CellLog.open(file, "other"))
                .hasMessageContaining("is of other settings: it has 's', not 'other'");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void open_foreignFile_isRefusedAndLeftAlone() throws IOException {
        for (String text : new String[] {"a letter", "a letter\n", "{\"settings\":\"s\"}\n{\"x\":1}\n", "[1]\n"}) {
            Path file = folder.resolve("letter.txt");
            Files.writeString(file, text);
            assertThatThrownBy(() -> CellLog.open(file, "s")).isInstanceOf(IllegalArgumentException.class);
            assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo(text);
        }
    }

    @Test
    void open_fileInUse_isRefused() throws IOException {
        Path file = folder.resolve("cells.jsonl");
        try (CellLog log = CellLog.open(file, "s")) {
            assertThat(log.find(FIRST.cell())).isNull();
            assertThatThrownBy(() -> CellLog.open(file, "s")).hasMessageContaining("is in use by another run");
        }
    }

    private static void write(Path file) throws IOException {
        try (CellLog log = CellLog.open(file, "s")) {
            log.add(FIRST);
            log.add(FAILED);
        }
    }

    private static CellResult cell(String arm, double accuracy, String failure, ImmutableList<Double> gradients) {
        return new CellResult(
                new TrainingCell(arm, 26, 0.1, 1),
                1234,
                24,
                accuracy / 7,
                accuracy,
                !failure.isEmpty(),
                failure,
                gradients,
                ImmutableList.of());
    }
}
