package org.kutta.nn.train;

import com.google.common.collect.ImmutableList;
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
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.kutta.solver.Checks;

/**
 * All that a training run needs to go on as if it had never stopped: what it has done, and every array it changes.
 *
 * <p>The file: a mark, the content, the content's CRC-32. It is written beside the old one, forced to the disk, and moved over it in one step.
 */
final class TrainingCheckpoint {
    /** {@code KUTTATC} and the version of the format. */
    private static final long MARK = 0x4B55545441544301L;

    private final String kind;
    private final long step;
    private final ImmutableList<EpochSummary> epochs;
    private final List<double[]> arrays;

    /**
     * A checkpoint after some epochs.
     *
     * @param kind what must be the same in the run that goes on: data type and updater
     * @param step steps taken
     * @param epochs the epochs finished
     * @param arrays contents of the arrays, not copied
     */
    TrainingCheckpoint(String kind, long step, ImmutableList<EpochSummary> epochs, List<double[]> arrays) {
        this.kind = kind;
        this.step = step;
        this.epochs = epochs;
        this.arrays = arrays;
    }

    String kind() {
        return kind;
    }

    long step() {
        return step;
    }

    ImmutableList<EpochSummary> epochs() {
        return epochs;
    }

    List<double[]> arrays() {
        return arrays;
    }

    void write(Path file) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            byte[] content = content();
            ByteBuffer whole = ByteBuffer.allocate(content.length + 2 * Long.BYTES);
            whole.putLong(MARK).put(content).putLong(checksum(content)).flip();
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                while (whole.hasRemaining()) {
                    int ignored = channel.write(whole);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoint (" + file + ") cannot be written: " + e.getMessage(), e);
        }
    }

    private byte[] content() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(kind);
            out.writeLong(step);
            out.writeInt(epochs.size());
            for (EpochSummary epoch : epochs) {
                out.writeInt(epoch.epoch());
                out.writeDouble(epoch.meanLoss());
                out.writeLong(epoch.samples());
                out.writeLong(epoch.steps());
                out.writeDouble(epoch.seconds());
                out.writeDouble(epoch.learningRate());
            }
            out.writeInt(arrays.size());
            for (double[] array : arrays) {
                out.writeInt(array.length);
                ByteBuffer values = ByteBuffer.allocate(Math.multiplyExact(array.length, Double.BYTES));
                values.asDoubleBuffer().put(array);
                out.write(values.array());
            }
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a checkpoint.
     *
     * @throws IllegalArgumentException if the file is no checkpoint, or not whole
     */
    static TrainingCheckpoint read(Path file) {
        try {
            byte[] whole = Files.readAllBytes(file);
            int length = whole.length - 2 * Long.BYTES;
            Checks.check(
                    length > 0 && ByteBuffer.wrap(whole).getLong() == MARK,
                    "checkpoint",
                    file,
                    "must be a file that training wrote, but has another beginning");
            byte[] content = new byte[length];
            System.arraycopy(whole, Long.BYTES, content, 0, length);
            Checks.check(
                    ByteBuffer.wrap(whole).getLong(Long.BYTES + length) == checksum(content),
                    "checkpoint",
                    file,
                    "must be whole, but its checksum does not fit: delete it to start anew");
            return parse(content);
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoint (" + file + ") cannot be read: " + e.getMessage(), e);
        }
    }

    private static TrainingCheckpoint parse(byte[] content) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            String kind = in.readUTF();
            long step = in.readLong();
            ImmutableList.Builder<EpochSummary> epochs = ImmutableList.builder();
            for (int n = in.readInt(); n > 0; n--) {
                epochs.add(new EpochSummary(
                        in.readInt(), in.readDouble(), in.readLong(), in.readLong(), in.readDouble(), in.readDouble()));
            }
            List<double[]> arrays = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--) {
                double[] array = new double[in.readInt()];
                byte[] values = in.readNBytes(Math.multiplyExact(array.length, Double.BYTES));
                ByteBuffer.wrap(values).asDoubleBuffer().get(array);
                arrays.add(array);
            }
            return new TrainingCheckpoint(kind, step, epochs.build(), arrays);
        }
    }

    private static long checksum(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return crc.getValue();
    }
}
