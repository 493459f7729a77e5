package org.kutta.nn.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The last bytes of a model file, the comment of its zip: the SHA-256 of all bytes before. A zip has many bytes that no reader looks at; with the seal every one
 * of them counts, so that a file is known to be as it was written, or is refused.
 */
final class Seal {
    private static final String MARK = "kutta-model sha256 ";
    private static final int LENGTH = MARK.length() + 64;

    private Seal() {}

    /** A comment of the right length, to be overwritten. */
    static String blank() {
        return MARK + "0".repeat(64);
    }

    /** Overwrites the blank seal at the end of a file. */
    static void put(FileChannel channel) throws IOException {
        long start = channel.size() - LENGTH;
        ByteBuffer seal = ByteBuffer.wrap((MARK + digest(channel, start)).getBytes(StandardCharsets.US_ASCII));
        for (long position = start; seal.hasRemaining(); ) {
            position += channel.write(seal, position);
        }
    }

    /** Refuses a file that is not as it was sealed. */
    static void check(FileChannel channel) throws IOException {
        long start = channel.size() - LENGTH;
        String seal = start < 0 ? "" : text(channel, start);
        if (!seal.startsWith(MARK)) {
            throw new ModelFormatException("is no model file, or is truncated: a model file ends with \"" + MARK.strip()
                    + "\" and a checksum");
        }
        if (!seal.equals(MARK + digest(channel, start))) {
            throw new ModelFormatException("is not as it was written: its checksum does not fit");
        }
    }

    private static String text(FileChannel channel, long start) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        fill(channel, start, bytes);
        return StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
    }

    private static void fill(FileChannel channel, long start, ByteBuffer bytes) throws IOException {
        for (long position = start; bytes.hasRemaining(); ) {
            int count = channel.read(bytes, position);
            if (count < 0) {
                return;
            }
            position += count;
        }
    }

    private static String digest(FileChannel channel, long end) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        for (long position = 0; position < end; ) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), end - position));
            fill(channel, position, bytes);
            position += bytes.position();
            digest.update(bytes.flip());
            if (bytes.limit() == 0) {
                break;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
