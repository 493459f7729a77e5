package org.kutta.examples.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Photographs in the binary version of CIFAR-10: records of one label byte and 3072 pixel bytes, which are the red, the
 * green and the blue plane of a 32x32 image.
 *
 * @see "A. Krizhevsky: The CIFAR-10 dataset, section on the binary version"
 */
final class Cifar10 {
    private static final int CLASSES = 10;
    private static final List<String> NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int CHANNELS = 3;
    private static final int RECORD = 1 + CHANNELS * PLANE;
    private static final String ARCHIVE_FOLDER = "cifar-10-batches-bin";

    private Cifar10() {}

    /**
     * Reads the files of a folder.
     *
     * @param folder holds {@code data_batch_1.bin}, further ones up to 5 (as many as there are without a gap), and
     *     {@code test_batch.bin}; or the archive's own folder that holds them
     * @return the photographs
     * @throws IOException if a file is missing or not what it should be
     */
    static LabelledData load(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
        Path inner = folder.resolve(ARCHIVE_FOLDER);
        Path home = Files.isDirectory(inner) ? inner : folder;
        List<Path> train = new ArrayList<>();
        for (int batch = 1; batch <= 5; batch++) {
            Path file = home.resolve("data_batch_" + batch + ".bin");
            if (!Files.isRegularFile(file)) {
                continue;
            }
            if (train.size() != batch - 1) {
                throw new IOException(
                        home + ": holds " + file.getFileName() + " but no data_batch_" + (train.size() + 1) + ".bin");
            }
            train.add(file);
        }
        if (train.isEmpty()) {
            throw new IOException(home + ": holds no data_batch_1.bin");
        }
        Path test = home.resolve("test_batch.bin");
        if (!Files.isRegularFile(test)) {
            throw new IOException(home + ": holds no test_batch.bin");
        }
        return Images.standardized("cifar10", NAMES, read(train), read(List.of(test)));
    }

    /** The images of some files, in order. */
    static Images read(List<Path> files) throws IOException {
        long records = 0;
        for (Path file : files) {
            long bytes = Files.size(file);
            if (bytes == 0 || bytes % RECORD != 0) {
                throw new IOException(file + ": size (" + bytes + ") must be a multiple of " + RECORD
                        + ", the bytes of a record; the file is truncated or of another kind");
            }
            records += bytes / RECORD;
        }
        int count = Math.toIntExact(records);
        byte[] labels = new byte[count];
        byte[] pixels = new byte[Math.multiplyExact(count, CHANNELS * PLANE)];
        int image = 0;
        for (Path file : files) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                int inFile = 0;
                for (byte[] record = in.readNBytes(RECORD); record.length == RECORD; record = in.readNBytes(RECORD)) {
                    if ((record[0] & 0xff) >= CLASSES) {
                        throw new IOException(file + ": label of record " + inFile + " (" + (record[0] & 0xff)
                                + ") must be between 0 and 9");
                    }
                    labels[image] = record[0];
                    interleave(record, pixels, image * CHANNELS * PLANE);
                    image++;
                    inFile++;
                }
            }
        }
        return new Images(SIDE, SIDE, CHANNELS, CLASSES, pixels, labels);
    }

    /** From three planes to three channels of each pixel. */
    private static void interleave(byte[] record, byte[] pixels, int offset) {
        for (int pixel = 0; pixel < PLANE; pixel++) {
            for (int c = 0; c < CHANNELS; c++) {
                pixels[offset + CHANNELS * pixel + c] = record[1 + c * PLANE + pixel];
            }
        }
    }
}
