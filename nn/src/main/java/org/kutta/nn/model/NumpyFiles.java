package org.kutta.nn.model;

import com.google.common.collect.ImmutableMap;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.kutta.solver.Checks;

/**
 * NumPy's files: {@code .npy}, one array, and {@code .npz}, a zip of named ones, as {@code numpy.save}, {@code numpy.savez} and
 * {@code numpy.savez_compressed} write them. Arrays of float32 and float64 are read, of either byte order and either order of axes.
 *
 * <p>Whatever a file claims of its sizes, no more memory is taken than it really fills, and not more than half the heap.
 */
public final class NumpyFiles {
    private static final String NPY = ".npy";
    private static final int MOST_ENTRIES = 1_000_000;

    private NumpyFiles() {}

    /**
     * Reads all arrays of a file.
     *
     * @param file a {@code .npy} or {@code .npz} file, told apart by its content
     * @return the arrays by name; that of a {@code .npy} has the file's name without ending
     * @throws IOException if the file cannot be read
     * @throws ModelFormatException if it holds something else
     */
    public static Map<String, NumpyArray> read(Path file) throws IOException {
        return read(file, name -> true);
    }

    /**
     * Reads some arrays of a file; the others need not be of a type that can be read.
     *
     * @param file a {@code .npy} or {@code .npz} file, told apart by its content
     * @param wanted which names to read
     * @return the arrays by name
     * @throws IOException if the file cannot be read
     * @throws ModelFormatException if it holds something else
     */
    public static Map<String, NumpyArray> read(Path file, Predicate<String> wanted) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(2);
            boolean zip = in.read() == 'P' && in.read() == 'K';
            in.reset();
            if (zip) {
                return readZip(file, wanted);
            }
            String fileName = String.valueOf(file.getFileName());
            String name = stripped(fileName);
            Budget budget = new Budget();
            return ImmutableMap.of(name, budget.read(in, fileName));
        } catch (ZipException e) {
            throw new ModelFormatException(file + " is no .npz file: " + e.getMessage(), e);
        } catch (ModelFormatException e) {
            throw new ModelFormatException(file + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, NumpyArray> readZip(Path file, Predicate<String> wanted) throws IOException {
        Map<String, NumpyArray> arrays = new LinkedHashMap<>();
        Budget budget = new Budget();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MOST_ENTRIES) {
                throw new ModelFormatException("has " + zip.size() + " entries: most are " + MOST_ENTRIES);
            }
            for (ZipEntry entry : (Iterable<ZipEntry>)
                    () -> zip.stream().<ZipEntry>map(e -> e).iterator()) {
                String name = stripped(entry.getName());
                if (!entry.getName().endsWith(NPY) || !wanted.test(name)) {
                    continue;
                }
                if (arrays.containsKey(name)) {
                    throw new ModelFormatException("has two arrays of the name " + name);
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    arrays.put(name, budget.read(in, entry.getName()));
                }
            }
        }
        return arrays;
    }

    private static String stripped(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(NPY) ? name.substring(0, name.length() - NPY.length()) : name;
    }

    /** How many more bytes may be read. */
    private static final class Budget {
        private long left = Runtime.getRuntime().maxMemory() / 2;

        NumpyArray read(InputStream in, String name) throws IOException {
            NpyFormat.Header header = NpyFormat.readHeader(in, name);
            long bytes = header.elementBytes();
            if (bytes > left) {
                throw new ModelFormatException(name + " claims the shape " + NumpyArray.text(header.shape())
                        + ", more than half the heap of this JVM holds with what was read before: give it more (-Xmx)");
            }
            left -= Math.max(0, bytes);
            return NpyFormat.readElements(in, header, name);
        }
    }

    /**
     * Writes one array.
     *
     * @param array what to write
     * @param file where; an existing file is replaced, whole or not at all
     * @throws IOException if the file cannot be written
     */
    public static void writeNpy(NumpyArray array, Path file) throws IOException {
        WholeFile.write(file, out -> out.write(NpyFormat.write(array)), channel -> {});
    }

    /**
     * Writes named arrays, uncompressed, as {@code numpy.savez} does. The same arrays give the same bytes.
     *
     * @param arrays what to write, in this order; names as {@link #checkName} wants them
     * @param file where; an existing file is replaced, whole or not at all
     * @throws IOException if the file cannot be written
     */
    public static void writeNpz(Map<String, NumpyArray> arrays, Path file) throws IOException {
        arrays.keySet().forEach(NumpyFiles::checkName);
        WholeFile.write(file, out -> writeZip(arrays, out), channel -> {});
    }

    private static void writeZip(Map<String, NumpyArray> arrays, OutputStream out) throws IOException {
        StoredZip zip = new StoredZip(out);
        for (Map.Entry<String, NumpyArray> entry : arrays.entrySet()) {
            zip.add(entry.getKey() + NPY, NpyFormat.write(entry.getValue()));
        }
        zip.finish();
    }

    /**
     * Refuses a name that could not be the name of an array in a zip everywhere.
     *
     * @param name letters, digits and {@code . _ - +}, beginning with a letter, a digit or {@code _}
     * @throws IllegalArgumentException if it has others
     */
    static void checkName(String name) {
        Checks.check(
                name.matches("[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}"),
                "name of an array",
                name,
                "must be of letters, digits, '.', '_', '-' and '+' only, at most 200");
    }
}
