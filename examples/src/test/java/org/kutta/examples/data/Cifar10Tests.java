package org.kutta.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Tests {
    private static final int RECORD = 3073;

    @TempDir
    private Path folder;

    @Test
    void read_planes_becomeChannelsOfPixels() throws IOException {
        byte[] record = record(7);
        record[1 + 5] = 10; // red of row 0, column 5
        record[1 + 1024 + 5] = 20;
        record[1 + 2048 + 5] = 30;
        record[1 + 2048 + 31 * 32 + 2] = 40; // blue of row 31, column 2
        Images images = Cifar10.read(List.of(write("data_batch_1.bin", record)));
        byte[] pixels = images.pixels(0);
        assertThat(images.label(0)).isEqualTo(7);
        assertThat(Arrays.copyOfRange(pixels, 15, 18)).containsExactly(10, 20, 30);
        assertThat(pixels[(31 * 32 + 2) * 3 + 2]).isEqualTo((byte) 40);
    }

    @Test
    void load_severalBatches_areReadInOrder() throws IOException {
        write("data_batch_1.bin", record(1), record(2));
        write("data_batch_2.bin", record(3));
        write("test_batch.bin", record(9));
        LabelledData data = Cifar10.load(folder);
        assertThat(data.train().size()).isEqualTo(3);
        assertThat(data.train().label(2)).isEqualTo(3);
        assertThat(data.test().label(0)).isEqualTo(9);
        assertThat(data.train().shape()).containsExactly(32, 32, 3);
    }

    @Test
    void load_folderOfTheArchive_isFound() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
        Files.write(inner.resolve("data_batch_1.bin"), record(4));
        Files.write(inner.resolve("test_batch.bin"), record(5));
        assertThat(Cifar10.load(folder).train().label(0)).isEqualTo(4);
    }

    @Test
    void load_missingFiles_areNamed() throws IOException {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> Cifar10.load(folder.resolve("none")));
        refused("holds no data_batch_1.bin");
        write("data_batch_1.bin", record(1));
        refused("holds no test_batch.bin");
        write("data_batch_3.bin", record(1));
        refused("holds data_batch_3.bin but no data_batch_2.bin");
    }

    @Test
    void load_truncatedFile_isRefused() throws IOException {
        Files.write(folder.resolve("data_batch_1.bin"), new byte[2 * RECORD - 1]);
        write("test_batch.bin", record(1));
        refused("size (6145) must be a multiple of 3073");
        Files.write(folder.resolve("data_batch_1.bin"), new byte[0]);
        refused("size (0) must be a multiple of 3073");
    }

    @Test
    void load_labelOutOfRange_isRefused() throws IOException {
        write("data_batch_1.bin", record(9), record(10));
        write("test_batch.bin", record(1));
        refused("label of record 1 (10) must be between 0 and 9");
    }

    private void refused(String message) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Cifar10.load(folder))
                .withMessageContaining(message);
    }

    private Path write(String name, byte[]... records) throws IOException {
        byte[] all = new byte[records.length * RECORD];
        for (int i = 0; i < records.length; i++) {
            System.arraycopy(records[i], 0, all, i * RECORD, RECORD);
        }
        return Files.write(folder.resolve(name), all);
    }

    private static byte[] record(int label) {
        byte[] record = new byte[RECORD];
        record[0] = (byte) label;
        return record;
    }
}
