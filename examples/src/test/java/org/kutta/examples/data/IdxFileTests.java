package org.kutta.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxFileTests {
    /** Two images of 1x3 pixels, the last pixel 255. */
    private static final byte[] GOOD = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, -1};

    @Test
    void read_plainFile_givesLengthsAndEntries() throws IOException {
        IdxFile file = read(GOOD);
        assertThat(new int[] {file.length(0), file.length(1), file.length(2)}).containsExactly(2, 1, 3);
        assertThat(file.entries()).containsExactly(1, 2, 3, 4, 5, -1);
    }

    @Test
    void read_compressedFile_givesTheSame() throws IOException {
        assertThat(read(gzip(GOOD)).entries()).containsExactly(1, 2, 3, 4, 5, -1);
    }

    @Test
    void read_fileCutAnywhere_isRefused() throws IOException {
        for (int length = 0; length < GOOD.length; length++) {
            byte[] cut = Arrays.copyOf(GOOD, length);
            assertThatExceptionOfType(IOException.class)
                    .as("%s bytes", length)
                    .isThrownBy(() -> read(cut))
                    .withMessageStartingWith("digits: truncated");
        }
        byte[] packed = gzip(GOOD);
        for (int length = 2; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatExceptionOfType(IOException.class)
                    .as("%s compressed bytes", length)
                    .isThrownBy(() -> read(cut))
                    .withMessageStartingWith("digits: truncated");
        }
    }

    @Test
    void read_fileWithMoreBytes_isRefused() {
        refused(Arrays.copyOf(GOOD, GOOD.length + 1), "has bytes after the 6 that its header promises");
    }

    @Test
    void read_damagedCompression_isRefused() throws IOException {
        byte[] packed = gzip(GOOD);
        packed[packed.length - 8] ^= 1;
        refused(packed, "damaged");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, must begin with two zero bytes",
        "2, 13, type of entries (0xd) must be 0x8",
        "3, 1, number of axes (1) must be 3",
        "7, 0, length of axis 0 (0) must be",
        "4, -1, length of axis 0 (4278190082) must be",
        "4, 127, promises more than 2 GiB",
        "6, 127, truncated: its header promises 97542 bytes",
    })
    void read_wrongHeader_isRefused(int position, byte value, String message) {
        byte[] wrong = GOOD.clone();
        wrong[position] = value;
        refused(wrong, message);
    }

    private static void refused(byte[] bytes, String message) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageStartingWith("digits: ")
                .withMessageContaining(message);
    }

    private static IdxFile read(byte[] bytes) throws IOException {
        return IdxFile.read("digits", new ByteArrayInputStream(bytes), 3);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
