package org.kutta.nn.train;

import com.google.common.collect.ImmutableList;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All that a training run needs to go on as if it had never stopped: what it has done, and every array it changes. */
final class TrainingCheckpoint {
    /** {@code KUTTATC} and the version of the format. */
    private static final CheckedFile FILE = new CheckedFile(
            "checkpoint", "must be a file that training wrote, but has another beginning", 0x4B55545441544301L);

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
        FILE.write(file, this::writeTo);
    }

    private void writeTo(DataOutputStream out) throws IOException {
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

    /**
     * Reads a checkpoint.
     *
     * @throws IllegalArgumentException if the file is no checkpoint, or not whole
     */
    static TrainingCheckpoint read(Path file) {
        return FILE.read(file, TrainingCheckpoint::parse);
    }

    private static TrainingCheckpoint parse(DataInputStream in) throws IOException {
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
