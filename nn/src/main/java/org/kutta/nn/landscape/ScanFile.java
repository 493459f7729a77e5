package org.kutta.nn.landscape;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kutta.nn.train.CheckedFile;
import org.kutta.solver.Checks;

/** The finished rows of a scan on disk, and what scan they are of. */
final class ScanFile {
    /** {@code KUTTALS} and the version of the format. */
    private static final CheckedFile FILE = new CheckedFile(
            "scan file", "must be a file that a scan wrote, but has another beginning", 0x4B555454414C5301L);

    private final Path path;
    private final Map<String, String> identity;

    /**
     * A file, not yet read.
     *
     * @param path the file; its folder must exist
     * @param identity what the scan is: each entry must be the same in the run that goes on
     */
    ScanFile(Path path, Map<String, String> identity) {
        this.path = path;
        this.identity = identity;
        Path folder = path.toAbsolutePath().getParent();
        Checks.check(
                folder != null && Files.isDirectory(folder) && !Files.isDirectory(path),
                "scan file",
                path,
                "must be a file in a folder that exists");
    }

    static String hash(double[] values) {
        Hasher hasher = Hashing.sha256().newHasher();
        for (double value : values) {
            hasher.putDouble(value);
        }
        return hasher.hash().toString();
    }

    /** Writes the rows; those that are missing have length 0. */
    void write(double[][] rows) {
        FILE.write(path, out -> {
            out.writeInt(identity.size());
            for (Map.Entry<String, String> entry : identity.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeUTF(entry.getValue());
            }
            out.writeInt(rows.length);
            for (double[] row : rows) {
                out.writeInt(row.length);
                for (double value : row) {
                    out.writeDouble(value);
                }
            }
        });
    }

    /**
     * Reads the rows of an earlier run into those that are missing. Without a file nothing is read.
     *
     * @throws IllegalArgumentException if the file is no scan file, not whole, or of another scan; the message says what differs
     */
    void readInto(double[][] rows) {
        if (!Files.exists(path)) {
            return;
        }
        FILE.read(path, in -> {
            Map<String, String> found = new LinkedHashMap<>();
            for (int n = in.readInt(); n > 0; n--) {
                found.put(in.readUTF(), in.readUTF());
            }
            checkSame(found);
            int count = in.readInt();
            for (int row = 0; row < count; row++) {
                int length = in.readInt();
                if (length > 0) {
                    double[] values = new double[length];
                    for (int i = 0; i < length; i++) {
                        values[i] = in.readDouble();
                    }
                    rows[row] = values;
                }
            }
            return rows;
        });
    }

    private void checkSame(Map<String, String> found) {
        identity.forEach((what, value) -> {
            String other = found.getOrDefault(what, "missing");
            boolean readable = value.length() <= 60 && other.length() <= 60;
            Checks.check(
                    value.equals(other),
                    "scan file (%s) is of another run: its %s %s; delete it to start anew",
                    path,
                    what,
                    readable ? "(" + other + ") must be " + value : "differs");
        });
    }
}
