package org.kutta.nn.landscape;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.kutta.solver.Checks;

/**
 * The finished rows of a scan on disk, and what scan they are of. The file: a mark, the content, the content's CRC-32. It is written beside the old one, forced
 * to the disk, and moved over it in one step.
 */
final class ScanFile {
    /** {@code KUTTALS} and the version of the format. */
    private static final long MARK = 0x4B555454414C5301L;

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
        try {
            byte[] content = content(rows);
            ByteBuffer whole = ByteBuffer.allocate(content.length + 2 * Long.BYTES);
            whole.putLong(MARK).put(content).putLong(checksum(content)).flip();
            Path part = path.resolveSibling(path.getFileName() + ".part");
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                while (whole.hasRemaining()) {
                    int ignored = channel.write(whole);
                }
                channel.force(true);
            }
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("scan file (" + path + ") cannot be written: " + e.getMessage(), e);
        }
    }

    private byte[] content(double[][] rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
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
        }
        return bytes.toByteArray();
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
        try {
            byte[] whole = Files.readAllBytes(path);
            int length = whole.length - 2 * Long.BYTES;
            Checks.check(
                    length > 0 && ByteBuffer.wrap(whole).getLong() == MARK,
                    "scan file",
                    path,
                    "must be a file that a scan wrote, but has another beginning");
            byte[] content = new byte[length];
            System.arraycopy(whole, Long.BYTES, content, 0, length);
            Checks.check(
                    ByteBuffer.wrap(whole).getLong(Long.BYTES + length) == checksum(content),
                    "scan file",
                    path,
                    "must be whole, but its checksum does not fit: delete it to start anew");
            parse(content, rows);
        } catch (IOException e) {
            throw new UncheckedIOException("scan file (" + path + ") cannot be read: " + e.getMessage(), e);
        }
    }

    private void parse(byte[] content, double[][] rows) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
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
        }
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

    private static long checksum(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return crc.getValue();
    }
}
