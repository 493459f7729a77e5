package org.kutta.examples.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Handwritten digits in the files of the MNIST database, or others in the same form. */
final class Mnist {
    private static final int CLASSES = 10;
    private static final List<String> NAMES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    private Mnist() {}

    /**
     * Reads the four files of a folder.
     *
     * @param folder holds {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and the same for
     *     {@code t10k}, each plain or with {@code .gz}
     * @return the digits
     * @throws IOException if a file is missing or not what it should be
     */
    static LabelledData load(Path folder) throws IOException {
        return Images.standardized("mnist", NAMES, images(folder, "train"), images(folder, "t10k"));
    }

    /** {@return the digits that come with Kutta: 5000 to train on, 1000 to test on, as many of each class} */
    static LabelledData sample() throws IOException {
        return Images.standardized("mnist-sample", NAMES, bundled("train"), bundled("t10k"));
    }

    /** The images and labels of one part, {@code train} or {@code t10k}. */
    static Images images(Path folder, String part) throws IOException {
        if (!Files.exists(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(new NotDirectoryException(folder.toString()).getMessage() + ": not a folder");
        }
        Path imageFile = find(folder, part + "-images", "idx3-ubyte");
        Path labelFile = find(folder, part + "-labels", "idx1-ubyte");
        return images(
                imageFile.toString(), IdxFile.read(imageFile, 3), labelFile.toString(), IdxFile.read(labelFile, 1));
    }

    private static Images bundled(String part) throws IOException {
        String images = "mnist/" + part + "-images-idx3-ubyte.gz";
        String labels = "mnist/" + part + "-labels-idx1-ubyte.gz";
        return images(images, resource(images, 3), labels, resource(labels, 1));
    }

    private static IdxFile resource(String name, int axes) throws IOException {
        try (@Nullable InputStream in = Mnist.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new NoSuchFileException(name);
            }
            return IdxFile.read(name, in, axes);
        }
    }

    private static Images images(String imageName, IdxFile images, String labelName, IdxFile labels)
            throws IOException {
        if (images.length(0) != labels.length(0)) {
            throw new IOException(labelName + ": number of labels (" + labels.length(0)
                    + ") must be the number of images (" + images.length(0) + ") in " + imageName);
        }
        byte[] classes = labels.entries();
        for (int i = 0; i < classes.length; i++) {
            if ((classes[i] & 0xff) >= CLASSES) {
                throw new IOException(
                        labelName + ": label " + i + " (" + (classes[i] & 0xff) + ") must be between 0 and 9");
            }
        }
        return new Images(images.length(1), images.length(2), 1, CLASSES, images.entries(), classes);
    }

    /** Both spellings of the names are in use, the second where an archive was unpacked by some tools. */
    private static Path find(Path folder, String name, String type) throws IOException {
        for (String spelling : List.of(name + "-" + type, name + "." + type)) {
            for (String file : List.of(spelling, spelling + ".gz")) {
                if (Files.isRegularFile(folder.resolve(file))) {
                    return folder.resolve(file);
                }
            }
        }
        throw new IOException(folder + ": holds neither " + name + "-" + type + " nor " + name + "-" + type + ".gz");
    }
}
