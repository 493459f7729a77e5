package org.kutta.examples.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Draws the sample of MNIST that comes with Kutta from the whole of it.
 *
 * <p>Arguments: the folder with the four files of MNIST, and the folder to write the sample into. The same input gives
 * the same sample, up to how a Java version compresses it.
 */
final class MnistSampler {
    private static final long SEED = 28_28_10;
    private static final int TRAIN_PER_CLASS = 500;
    private static final int TEST_PER_CLASS = 100;

    private MnistSampler() {}

    public static void main(String[] args) throws IOException {
        Path from = Path.of(args[0]);
        Path to = Files.createDirectories(Path.of(args[1]));
        write(draw(Mnist.images(from, "train"), TRAIN_PER_CLASS, SEED), to, "train");
        write(draw(Mnist.images(from, "t10k"), TEST_PER_CLASS, SEED), to, "t10k");
    }

    /** As many images of each class, in random order. */
    static Images draw(Images images, int perClass, long seed) {
        Random random = new Random(seed);
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            all.add(i);
        }
        Collections.shuffle(all, random);
        int[] drawn = new int[images.classes()];
        List<Integer> chosen = new ArrayList<>();
        for (int image : all) {
            if (drawn[images.label(image)]++ < perClass) {
                chosen.add(image);
            }
        }
        if (chosen.size() != perClass * images.classes()) {
            throw new IllegalArgumentException(
                    "images per class (" + perClass + ") must be at most what each class has");
        }
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        byte[] labels = new byte[chosen.size()];
        for (int i = 0; i < labels.length; i++) {
            pixels.writeBytes(images.pixels(chosen.get(i)));
            labels[i] = (byte) images.label(chosen.get(i));
        }
        return new Images(images.height(), images.width(), 1, images.classes(), pixels.toByteArray(), labels);
    }

    /** Writes one part as two compressed IDX files. */
    static void write(Images images, Path folder, String part) throws IOException {
        try (DataOutputStream out = gzip(folder.resolve(part + "-images-idx3-ubyte.gz"))) {
            out.writeInt(0x0803);
            out.writeInt(images.size());
            out.writeInt(images.height());
            out.writeInt(images.width());
            for (int i = 0; i < images.size(); i++) {
                out.write(images.pixels(i));
            }
        }
        try (DataOutputStream out = gzip(folder.resolve(part + "-labels-idx1-ubyte.gz"))) {
            out.writeInt(0x0801);
            out.writeInt(images.size());
            for (int i = 0; i < images.size(); i++) {
                out.writeByte(images.label(i));
            }
        }
    }

    private static DataOutputStream gzip(Path path) throws IOException {
        OutputStream file = Files.newOutputStream(path);
        return new DataOutputStream(new GZIPOutputStream(file, 1 << 16) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        });
    }
}
