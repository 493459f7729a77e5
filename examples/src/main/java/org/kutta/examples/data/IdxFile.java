package org.kutta.examples.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of bytes in IDX, the format of the MNIST database, compressed by gzip or not.
 *
 * <p>Two zero bytes, a byte for the type of the entries (8: unsigned bytes, the only one read here), a byte for the
 * number of axes, a big-endian 32-bit length for each axis, then the entries with the last axis running fastest.
 *
 * @see "Y. LeCun, C. Cortes, C. J. C. Burges: The MNIST database of handwritten digits, section on file formats"
 */
final class IdxFile {
    private static final int UNSIGNED_BYTES = 0x08;

    private final int[] lengths;
    private final byte[] entries;

    private IdxFile(int[] lengths, byte[] entries) {
        this.lengths = lengths;
        this.entries = entries;
    }

    /** The length of an axis. */
    int length(int axis) {
        return lengths[axis];
    }

    /** The entries, not copied. */
    byte[] entries() {
        return entries;
    }

    /**
     * Reads a file.
     *
     * @param path the file; whether it is compressed is seen from its first bytes
     * @param axes number of axes that it must have
     * @return its contents
     * @throws IOException if the file cannot be read, or is not such a file from its first byte to its last
     */
    static IdxFile read(Path path, int axes) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return read(path.toString(), in, axes);
        }
    }

    /** As {@link #read(Path, int)}, from a stream that is read to its end; the name is for messages. */
    static IdxFile read(String name, InputStream stream, int axes) throws IOException {
        try {
            InputStream in = plain(new BufferedInputStream(stream));
            int[] lengths = header(name, in, axes);
            long size = 1;
            for (int length : lengths) {
                size *= length;
                if (size > Integer.MAX_VALUE - 8) {
                    throw new IOException(name + ": its header promises more than 2 GiB of entries");
                }
            }
            byte[] entries = in.readNBytes((int) size);
            if (entries.length < size) {
                throw new IOException(name + ": truncated: its header promises " + size + " bytes of entries, "
                        + entries.length + " are there");
            }
            if (in.read() >= 0) {
                throw new IOException(name + ": has bytes after the " + size + " that its header promises");
            }
            return new IdxFile(lengths, entries);
        } catch (EOFException e) {
            throw new IOException(name + ": truncated: the compressed data end too early", e);
        } catch (ZipException e) {
            throw new IOException(name + ": damaged: " + e.getMessage(), e);
        }
    }

    private static InputStream plain(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean compressed = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return compressed ? new BufferedInputStream(new GZIPInputStream(in)) : in;
    }

    private static int[] header(String name, InputStream in, int axes) throws IOException {
        byte[] header = in.readNBytes(4 + 4 * axes);
        if (header.length < 4 + 4 * axes) {
            throw new IOException(name + ": truncated: shorter than the header of an IDX file");
        }
        int magic = ByteBuffer.wrap(header).getInt();
        if (magic >>> 16 != 0) {
            throw new IOException(name + ": not an IDX file: it must begin with two zero bytes");
        }
        if ((magic >> 8 & 0xff) != UNSIGNED_BYTES) {
            throw new IOException(name + ": type of entries (0x" + Integer.toHexString(magic >> 8 & 0xff)
                    + ") must be 0x8, unsigned bytes");
        }
        if ((magic & 0xff) != axes) {
            throw new IOException(name + ": number of axes (" + (magic & 0xff) + ") must be " + axes);
        }
        int[] lengths = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            lengths[axis] = ByteBuffer.wrap(header).getInt(4 + 4 * axis);
            if (lengths[axis] < 1) {
                throw new IOException(name + ": length of axis " + axis + " (" + Integer.toUnsignedString(lengths[axis])
                        + ") must be between 1 and 2147483647");
            }
        }
        return lengths;
    }
}
