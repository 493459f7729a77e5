package org.kutta.examples.landscape;

import com.google.common.hash.Hashing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kutta.examples.report.OutputFile;
import org.kutta.nn.landscape.ParameterTrajectory;
import org.kutta.solver.Checks;

/**
 * A trained arm: the way of its parameters, and how good it came out. Its file is a checksum and the content.
 *
 * @param way snapshots of the parameters, the last one the trained ones
 * @param testAccuracy share of the test samples classified rightly
 */
record TrainedArm(ParameterTrajectory way, double testAccuracy) {

    void write(Path file, String identity) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(identity);
            out.writeDouble(testAccuracy);
            out.writeInt(way.length());
            for (int k = 0; k < way.length(); k++) {
                double[] values = way.snapshot(k);
                out.writeLong(way.steps().get(k));
                out.writeInt(values.length);
                for (double value : values) {
                    out.writeDouble(value);
                }
            }
        }
        byte[] content = bytes.toByteArray();
        OutputFile.at(file)
                .write(ByteBuffer.allocate(Integer.BYTES + content.length)
                        .putInt(checksum(content))
                        .put(content)
                        .array());
    }

    static TrainedArm read(Path file, String identity) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        byte[] content = Arrays.copyOfRange(whole, Math.min(Integer.BYTES, whole.length), whole.length);
        Checks.check(
                content.length > 0 && ByteBuffer.wrap(whole).getInt() == checksum(content),
                "trained arm",
                file,
                "must be whole, but its checksum does not fit: delete it to train anew");
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            String found = in.readUTF();
            Checks.check(
                    found.equals(identity), "trained arm (%s) is of another run: %s; not: %s", file, found, identity);
            double accuracy = in.readDouble();
            long[] steps = new long[in.readInt()];
            List<double[]> snapshots = new ArrayList<>();
            for (int k = 0; k < steps.length; k++) {
                steps[k] = in.readLong();
                double[] values = new double[in.readInt()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = in.readDouble();
                }
                snapshots.add(values);
            }
            return new TrainedArm(ParameterTrajectory.of(steps, snapshots), accuracy);
        }
    }

    private static int checksum(byte[] content) {
        return Hashing.crc32().hashBytes(content).asInt();
    }
}
