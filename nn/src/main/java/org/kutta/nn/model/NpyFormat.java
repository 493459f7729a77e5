package org.kutta.nn.model;

import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kutta.solver.Checks;

/**
 * One array in NumPy's {@code .npy} format: a magic word, a version, a Python dictionary that tells element type, order and shape, and the elements.
 *
 * @see "NumPy reference, numpy.lib.format"
 */
final class NpyFormat {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final int MOST_HEADER_BYTES = 64 * 1024;
    private static final int MOST_AXES = 32;
    private static final Pattern HEADER = Pattern.compile("\\s*\\{\\s*'descr'\\s*:\\s*'([^']{0,20})'\\s*,"
            + "\\s*'fortran_order'\\s*:\\s*(True|False)\\s*,"
            + "\\s*'shape'\\s*:\\s*\\(((?:\\s*\\d{1,18}\\s*,){0,32}\\s*(?:\\d{1,18}\\s*)?)\\)\\s*,?\\s*\\}\\s*");

    private NpyFormat() {}

    /** What a file says of its array before the elements come. */
    record Header(boolean isDouble, ByteOrder byteOrder, boolean fortranOrder, ImmutableLongArray axes) {

        long[] shape() {
            return axes.toArray();
        }

        /** Bytes of the elements; -1 if they do not fit in one Java array. */
        long elementBytes() {
            int size = NumpyArray.size(shape());
            return size < 0 ? -1 : (long) size * (isDouble ? Double.BYTES : Float.BYTES);
        }
    }

    static byte[] write(NumpyArray array) {
        byte[] header = header(array);
        long bytes = header.length + (long) array.length() * (array.isDouble() ? Double.BYTES : Float.BYTES);
        Checks.check(bytes <= Integer.MAX_VALUE - 8, "size of %s (%s bytes) must be below 2 GiB", array, bytes);
        ByteBuffer buffer = ByteBuffer.allocate((int) bytes);
        buffer.put(header);
        array.putInto(buffer);
        return buffer.array();
    }

    private static byte[] header(NumpyArray array) {
        long[] shape = array.shape();
        String axes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
        String dictionary = "{'descr': '" + (array.isDouble() ? "<f8" : "<f4") + "', 'fortran_order': False, 'shape': ("
                + axes + (shape.length == 1 ? "," : "") + "), }";
        int before = MAGIC.length + 4;
        int total = (before + dictionary.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        String padded = dictionary + " ".repeat(total - before - dictionary.length() - 1) + "\n";
        ByteBuffer header = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length());
        return header.put(padded.getBytes(StandardCharsets.US_ASCII)).array();
    }

    /** Reads up to the elements. */
    static Header readHeader(InputStream in, String name) throws IOException {
        byte[] start = read(in, MAGIC.length + 2, name);
        if (!Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)) {
            throw new ModelFormatException(name + " is no .npy array: it has another beginning");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3) {
            throw new ModelFormatException(
                    name + " has version " + version + " of the .npy format: only 1, 2 and 3 are known");
        }
        int lengthBytes = version == 1 ? 2 : 4;
        ByteBuffer length = ByteBuffer.wrap(read(in, lengthBytes, name)).order(ByteOrder.LITTLE_ENDIAN);
        long bytes = version == 1 ? length.getShort() & 0xFFFF : length.getInt() & 0xFFFFFFFFL;
        if (bytes > MOST_HEADER_BYTES) {
            throw new ModelFormatException(
                    name + " claims a header of " + bytes + " bytes: most are " + MOST_HEADER_BYTES);
        }
        String text = new String(read(in, (int) bytes, name), StandardCharsets.ISO_8859_1);
        return parse(text, name);
    }

    private static Header parse(String text, String name) {
        Matcher matcher = HEADER.matcher(text);
        if (!matcher.matches()) {
            throw new ModelFormatException(
                    name + " has a header that tells no element type, order and shape of a plain array");
        }
        String type = matcher.group(1);
        if (!type.matches("[<>][fF][48]")) {
            throw new ModelFormatException(name + " has elements of type " + type
                    + ": convert them to float32 or float64 first, as by array.astype(numpy.float32)");
        }
        String axes = matcher.group(3).replaceAll("\\s", "");
        long[] shape = axes.isEmpty()
                ? new long[0]
                : Arrays.stream(axes.split(",")).mapToLong(Long::parseLong).toArray();
        if (shape.length > MOST_AXES) {
            throw new ModelFormatException(name + " has " + shape.length + " axes: most are " + MOST_AXES);
        }
        return new Header(
                type.endsWith("8"),
                type.startsWith("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN,
                matcher.group(2).equals("True"),
                ImmutableLongArray.copyOf(shape));
    }

    /** Reads the elements, and refuses what comes after them. */
    static NumpyArray readElements(InputStream in, Header header, String name) throws IOException {
        long bytes = header.elementBytes();
        if (bytes < 0 || bytes > Integer.MAX_VALUE - 8) {
            throw new ModelFormatException(name + " claims the shape " + NumpyArray.text(header.shape())
                    + ", which is more than one array can hold");
        }
        ByteBuffer buffer = ByteBuffer.wrap(read(in, (int) bytes, name)).order(header.byteOrder());
        if (in.read() >= 0) {
            throw new ModelFormatException(name + " goes on after its last element");
        }
        long[] shape = header.shape();
        long[] stored = header.fortranOrder() ? reversed(shape) : shape;
        NumpyArray array;
        if (header.isDouble()) {
            double[] values = new double[(int) (bytes / Double.BYTES)];
            buffer.asDoubleBuffer().get(values);
            array = NumpyArray.own(stored, values);
        } else {
            float[] values = new float[(int) (bytes / Float.BYTES)];
            buffer.asFloatBuffer().get(values);
            array = NumpyArray.own(stored, values);
        }
        return header.fortranOrder()
                ? array.permuted(shape, Axes.positions(stored, reversedAxes(shape.length)))
                : array;
    }

    private static long[] reversed(long[] shape) {
        long[] result = new long[shape.length];
        Arrays.setAll(result, i -> shape[shape.length - 1 - i]);
        return result;
    }

    private static int[] reversedAxes(int count) {
        int[] result = new int[count];
        Arrays.setAll(result, i -> count - 1 - i);
        return result;
    }

    /** Grows with what arrives, not with what is claimed. */
    private static byte[] read(InputStream in, int count, String name) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new ModelFormatException(name + " ends too early: " + bytes.length + " of " + count + " bytes of its "
                    + (count < 16 ? "beginning" : "content") + " are there");
        }
        return bytes;
    }
}
