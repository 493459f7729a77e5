package org.kutta.examples.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.report.Json;
import org.kutta.nn.compare.CellResult;
import org.kutta.nn.compare.TrainingCell;

/**
 * Finished cells in a file of lines, each a JSON object: first the settings, then one line a cell. A line is written whole and forced to the disk before the next cell begins; what a killed
 * process left of one, without its line feed, is cut off when the file is opened again. One process at a time has it.
 */
final class CellLog implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path path;
    private final FileChannel channel;
    private final Map<TrainingCell, CellResult> cells = new LinkedHashMap<>();

    private record Header(String settings) {}

    private CellLog(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens a file, new or of the same settings.
     *
     * @param path the file
     * @param settings all that the cells have in common
     * @return the log
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if it is of other settings, or no such file
     */
    static CellLog open(Path path, String settings) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        CellLog log = new CellLog(path, channel);
        try {
            if (!locked(channel)) {
                throw new FileSystemException(path.toString(), null, "is in use by another run");
            }
            log.read(settings);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return log;
    }

    /** The lock goes with the channel. */
    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void read(String settings) throws IOException {
        byte[] kept = new byte[Math.toIntExact(channel.size())];
        ByteBuffer bytes = ByteBuffer.wrap(kept);
        while (bytes.hasRemaining() && channel.read(bytes) > 0) {
            // Goes on.
        }
        int whole = bytes.position();
        while (whole > 0 && kept[whole - 1] != '\n') {
            whole--;
        }
        if (whole == 0) {
            refuseForeign(new String(kept, StandardCharsets.UTF_8));
            channel.truncate(0);
            append(new Header(settings));
            return;
        }
        String[] lines = new String(kept, 0, whole, StandardCharsets.UTF_8).split("\n");
        String before = parse(lines[0], 1).path("settings").asText();
        if (!before.equals(settings)) {
            throw new IllegalArgumentException(path + " is of other settings: it has '" + before + "', not '" + settings
                    + "'; give these settings, or another file");
        }
        for (int i = 1; i < lines.length; i++) {
            CellResult result = result(parse(lines[i], i + 1), i + 1);
            cells.put(result.cell(), result);
        }
        channel.truncate(whole);
        channel.position(whole);
    }

    /** A file without a line feed is the beginning of a first line, or none of ours. */
    private void refuseForeign(String text) {
        String begin = "{\"settings\":";
        if (!text.startsWith(begin) && !begin.startsWith(text)) {
            throw foreign(1);
        }
    }

    private JsonNode parse(String line, int number) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            IllegalArgumentException refused = foreign(number);
            refused.initCause(e);
            throw refused;
        }
    }

    private IllegalArgumentException foreign(int line) {
        return new IllegalArgumentException(
                path + " is no file of a study: line " + line + " is not what a study writes; give another file");
    }

    private CellResult result(JsonNode node, int line) {
        JsonNode cell = node.path("cell");
        if (!cell.path("arm").isTextual() || !cell.path("learningRate").isNumber()) {
            throw foreign(line);
        }
        return new CellResult(
                new TrainingCell(
                        cell.path("arm").asText(),
                        cell.path("depth").asInt(),
                        cell.path("learningRate").asDouble(),
                        cell.path("seed").asLong()),
                node.path("parameters").asLong(),
                node.path("steps").asLong(),
                number(node.path("loss")),
                number(node.path("accuracy")),
                node.path("diverged").asBoolean(),
                node.path("failure").asText(),
                numbers(node.path("firstGradients")),
                numbers(node.path("lastGradients")));
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : Double.NaN;
    }

    private static ImmutableList<Double> numbers(JsonNode array) {
        ImmutableList.Builder<Double> numbers = ImmutableList.builder();
        array.forEach(node -> numbers.add(number(node)));
        return numbers.build();
    }

    /** {@return a finished cell, or null} */
    @Nullable
    CellResult find(TrainingCell cell) {
        return cells.get(cell);
    }

    /** Keeps a finished cell. */
    void add(CellResult result) throws IOException {
        append(result);
        cells.put(result.cell(), result);
    }

    private void append(Object value) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(Json.line(value));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
