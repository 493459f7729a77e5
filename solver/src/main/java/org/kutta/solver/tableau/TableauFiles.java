package org.kutta.solver.tableau;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tableaus as files, in two forms that hold the same and are read back to an equal value.
 *
 * <p><b>Plain text</b> draws the Butcher array. {@code #} starts a comment; cells are separated by spaces or commas.
 *
 * <pre>{@code
 * name: bosh3
 * order: 3
 * embedded order: 2
 *
 *   0 |
 * 1/2 | 1/2
 * 3/4 |   0 3/4
 *   1 | 2/9 1/3 4/9
 * ----+-----------------
 *   b | 2/9  1/3 4/9   0
 *   e | -5/72 1/12 1/9 -1/8
 * }</pre>
 *
 * <p>Embedded weights are given as {@code bHat} or as error weights {@code e = b - bHat}; where there are two, so are two embedded orders.
 * Another line of dashes, {@code dense order: 4}, rows for dense output ({@code c | a}) and rows {@code theta^1 | ...} with one weight per row
 * of the tableau describe dense output. {@code stages:} and {@code fsal:} may be declared and must then be true.
 *
 * <p><b>JSON</b> has the keys {@code name, order, embeddedOrder, stages, fsal, a, b, bHat, c, dense}, coefficients as strings or numbers, the
 * rows of {@code a} up to the diagonal or whole. {@code dense} has {@code order}, {@code c} and {@code a} of its own rows, and {@code weights}: per
 * row of the tableau the coefficients of theta, theta^2, .... A second embedded solution is {@code secondEmbeddedOrder} and {@code secondBHat}.
 *
 * <p>Coefficients are what {@link Coefficient#parse} reads. What cannot be read is refused with a {@link TableauFormatException} that names line
 * and reason. The claimed orders are not checked by reading: {@link ButcherTableau#certify()} does that.
 */
public final class TableauFiles {

    /** Largest file that is read, in bytes. */
    public static final int MAX_BYTES = 256 * 1024;

    private static final JsonFactory JSON = new JsonFactory();

    private TableauFiles() {}

    /**
     * Reads a file of either form.
     *
     * @param file UTF-8 text, at most {@link #MAX_BYTES} long
     * @return the tableau
     * @throws IOException if the file cannot be read
     * @throws TableauFormatException if it holds no tableau
     */
    public static ButcherTableau read(Path file) throws IOException {
        byte[] bytes;
        try (var stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(MAX_BYTES + 1);
        }
        return parse(bytes);
    }

    /**
     * Reads the bytes of a file of either form.
     *
     * @param utf8 UTF-8 text, at most {@link #MAX_BYTES} long
     * @return the tableau
     * @throws TableauFormatException if it holds no tableau
     */
    public static ButcherTableau parse(byte[] utf8) {
        if (utf8.length > MAX_BYTES) {
            throw new TableauFormatException(1, "a tableau file must have at most " + MAX_BYTES + " bytes");
        }
        CharBuffer text = CharBuffer.allocate(utf8.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(utf8), text, true);
        text.flip();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            throw new TableauFormatException(line, "the file must be UTF-8 text");
        }
        return parse(text.toString());
    }

    /**
     * Reads text of either form: JSON where it starts with a brace.
     *
     * @param text the tableau
     * @return the tableau
     * @throws TableauFormatException if {@code text} is none
     */
    public static ButcherTableau parse(String text) {
        if (text.length() > MAX_BYTES) {
            throw new TableauFormatException(1, "a tableau file must have at most " + MAX_BYTES + " bytes");
        }
        return text.stripLeading().startsWith("{") ? TableauJsonReader.read(text) : TableauTextReader.read(text);
    }

    /**
     * Writes a file: JSON where its name ends with {@code .json}, else plain text.
     *
     * @param tableau what to write
     * @param file where; an existing file is replaced
     * @throws IOException if the file cannot be written
     */
    public static void write(ButcherTableau tableau, Path file) throws IOException {
        boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        Files.writeString(file, json ? toJson(tableau) : toText(tableau));
    }

    /**
     * The plain text form.
     *
     * @param tableau what to write
     * @return the text, which {@link #parse(String)} reads back to an equal tableau
     */
    public static String toText(ButcherTableau tableau) {
        return TableauTextWriter.write(tableau);
    }

    /**
     * The JSON form.
     *
     * @param tableau what to write
     * @return the text, which {@link #parse(String)} reads back to an equal tableau
     */
    public static String toJson(ButcherTableau tableau) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
            generator.setPrettyPrinter(printer);
            writeValue(generator, fields(tableau, Coefficient::toString));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    /**
     * The content of the JSON form as maps, lists, strings, numbers and booleans, for a JSON document of one's own.
     *
     * @param tableau what to write
     * @param format text of a coefficient, such as {@link Coefficient#toString} or {@link Coefficient#toRationalOrDecimal}
     * @return the keys in their order; unmodifiable
     */
    public static Map<String, @Nullable Object> fields(ButcherTableau tableau, Function<Coefficient, String> format) {
        int stages = tableau.stages();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", tableau.name());
        fields.put("order", tableau.order());
        fields.put("embeddedOrder", tableau.embeddedOrder());
        fields.put("stages", stages);
        fields.put("fsal", tableau.fsal());
        fields.put("a", list(0, stages, i -> list(0, stages, j -> format.apply(tableau.exactA(i, j)))));
        fields.put("b", list(0, stages, i -> format.apply(tableau.exactB(i))));
        fields.put("bHat", tableau.adaptive() ? embedded(tableau, 0, format) : null);
        fields.put("c", list(0, stages, i -> format.apply(tableau.exactC(i))));
        if (tableau.errorEstimates() > 1) {
            fields.put("secondEmbeddedOrder", tableau.embeddedOrder(1));
            fields.put("secondBHat", embedded(tableau, 1, format));
        }
        fields.put("dense", tableau.denseDegree() > 0 ? denseFields(tableau, format) : null);
        return Collections.unmodifiableMap(fields);
    }

    private static List<String> embedded(ButcherTableau tableau, int estimate, Function<Coefficient, String> format) {
        return list(0, tableau.stages(), i -> format.apply(tableau.exactEmbedded(estimate, i)));
    }

    private static Map<String, Object> denseFields(ButcherTableau tableau, Function<Coefficient, String> format) {
        int stages = tableau.stages();
        int rows = stages + tableau.denseStages();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("order", tableau.denseOrder());
        fields.put("c", list(stages, rows, i -> format.apply(tableau.exactC(i))));
        fields.put("a", list(stages, rows, i -> list(0, rows, j -> format.apply(tableau.exactA(i, j)))));
        fields.put(
                "weights",
                list(0, rows, i -> list(1, tableau.denseDegree() + 1, k -> format.apply(tableau.exactDense(i, k)))));
        return Collections.unmodifiableMap(fields);
    }

    private static <T> List<T> list(int from, int to, IntFunction<T> entry) {
        return IntStream.range(from, to).mapToObj(entry).toList();
    }

    private static void writeValue(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName(String.valueOf(entry.getKey()));
                writeValue(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object item : list) {
                writeValue(generator, item);
            }
            generator.writeEndArray();
        } else if (value instanceof Integer number) {
            generator.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else {
            generator.writeString(value == null ? null : value.toString());
        }
    }
}
