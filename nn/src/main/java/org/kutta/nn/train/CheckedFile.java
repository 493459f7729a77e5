package org.kutta.nn.train;

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
import java.util.zip.CRC32;
import org.kutta.solver.Checks;

/**
 * A kind of file in which a long run keeps what it has done: a mark, the content, the content's CRC-32. It is written beside the old one, forced to the disk,
 * and moved over it in one step.
 *
 * @param what names a file of this kind in a message
 * @param rule what a file that begins otherwise must be, in a message
 * @param mark the first eight bytes of every file of this kind
 */
public record CheckedFile(String what, String rule, long mark) {

    /** Writes the content. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes all of it.
         *
         * @param out receives it
         * @throws IOException if that fails
         */
        void writeTo(DataOutputStream out) throws IOException;
    }

    /**
     * Takes the content apart.
     *
     * @param <T> what it makes of it
     */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Reads all of it.
         *
         * @param in the content, whose checksum fits
         * @return what was made of it
         * @throws IOException if it ends too early
         */
        T parse(DataInputStream in) throws IOException;
    }

    /**
     * Writes a file whole or not at all.
     *
     * @param file created or replaced
     * @param content written first, to memory
     * @throws UncheckedIOException if it cannot be written; the old file is still there then
     */
    public void write(Path file, Content content) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                content.writeTo(out);
            }
            byte[] written = bytes.toByteArray();
            ByteBuffer whole = ByteBuffer.allocate(written.length + 2 * Long.BYTES);
            whole.putLong(mark).put(written).putLong(checksum(written)).flip();
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                while (whole.hasRemaining()) {
                    int ignored = channel.write(whole);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(what + " (" + file + ") cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file.
     *
     * @param file a file of this kind
     * @param parser takes its content apart
     * @param <T> what the parser makes of it
     * @return what the parser makes of it
     * @throws IllegalArgumentException if it is no file of this kind, or not whole
     * @throws UncheckedIOException if it cannot be read
     */
    public <T> T read(Path file, Parser<T> parser) {
        try {
            byte[] whole = Files.readAllBytes(file);
            int length = whole.length - 2 * Long.BYTES;
            Checks.check(length > 0 && ByteBuffer.wrap(whole).getLong() == mark, what, file, rule);
            byte[] content = new byte[length];
            System.arraycopy(whole, Long.BYTES, content, 0, length);
            Checks.check(
                    ByteBuffer.wrap(whole).getLong(Long.BYTES + length) == checksum(content),
                    what,
                    file,
                    "must be whole, but its checksum does not fit: delete it to start anew");
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
                return parser.parse(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(what + " (" + file + ") cannot be read: " + e.getMessage(), e);
        }
    }

    private static long checksum(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return crc.getValue();
    }
}
