package org.kutta.solver.tableau;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.tableau.TableauDraft.At;
import org.kutta.solver.tableau.TableauDraft.Embedded;
import org.kutta.solver.tableau.TableauDraft.Row;
import org.kutta.solver.tableau.TableauDraft.Stage;

/** Reads the JSON form of a tableau, which {@link TableauFiles} describes; keys may come in any order. */
final class TableauJsonReader {

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser parser;
    private final TableauDraft draft = new TableauDraft();
    private Matrix mainRows = new Matrix();
    private Matrix denseRows = new Matrix();
    private @Nullable At<Integer> embeddedOrder;
    private @Nullable At<Integer> secondEmbeddedOrder;
    private @Nullable Row embedded;
    private @Nullable Row secondEmbedded;

    /** A and c as the file gives them: whichever comes first. */
    private static final class Matrix {
        @Nullable
        List<Row> a;

        @Nullable
        Row c;
    }

    private TableauJsonReader(JsonParser parser) {
        this.parser = parser;
    }

    static ButcherTableau read(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return new TableauJsonReader(parser).readFile();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw new TableauFormatException(line, "not valid JSON: " + shortReason(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Jackson's reason without its advice on what it expected and where the source is. */
    private static String shortReason(JsonProcessingException e) {
        String reason = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
        int end = Math.min(indexOrEnd(reason, ": expected"), indexOrEnd(reason, " (start marker"));
        return abbreviate(reason.substring(0, end));
    }

    private static int indexOrEnd(String text, String part) {
        int index = text.indexOf(part);
        return index < 0 ? text.length() : index;
    }

    private ButcherTableau readFile() throws IOException {
        parser.nextToken();
        readObject("the file", this::readKey);
        int lastLine = line();
        if (parser.nextToken() != null) {
            throw fail("the file must end after the tableau");
        }
        addStages(mainRows, draft.stages, "", lastLine);
        addStages(denseRows, draft.denseStages, "dense ", lastLine);
        if (embedded == null && secondEmbedded != null) {
            throw new TableauFormatException(secondEmbedded.line(), "secondBHat must come with bHat");
        }
        addEmbedded(embeddedOrder, embedded);
        addEmbedded(secondEmbeddedOrder, secondEmbedded);
        return draft.build(lastLine);
    }

    private interface KeyReader {
        void read(String key) throws IOException;
    }

    /** Reads an object; the reader of a key finds the parser at its value. */
    private void readObject(String what, KeyReader reader) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw fail(what + " must be an object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            reader.read(key);
        }
    }

    private void readKey(String key) throws IOException {
        switch (key) {
            case "name" -> draft.name = new At<>(line(), string(key));
            case "order" -> draft.order = integer(key);
            case "embeddedOrder" -> embeddedOrder = isNull() ? null : integer(key);
            case "secondEmbeddedOrder" -> secondEmbeddedOrder = isNull() ? null : integer(key);
            case "stages" -> draft.declaredStages = integer(key);
            case "fsal" -> draft.declaredFsal = new At<>(line(), bool(key));
            case "a" -> mainRows.a = matrix(key);
            case "b" -> draft.weights = row(key);
            case "bHat" -> embedded = isNull() ? null : row(key);
            case "secondBHat" -> secondEmbedded = isNull() ? null : row(key);
            case "c" -> mainRows.c = row(key);
            case "dense" -> {
                if (!isNull()) {
                    readObject(key, this::readDenseKey);
                }
            }
            default ->
                throw fail("key (" + abbreviate(key) + ") must be one of name, order, embeddedOrder, stages, fsal,"
                        + " a, b, bHat, c, dense, secondEmbeddedOrder, secondBHat");
        }
    }

    private void readDenseKey(String key) throws IOException {
        switch (key) {
            case "order" -> draft.denseOrder = integer("dense order");
            case "a" -> denseRows.a = matrix("dense a");
            case "c" -> denseRows.c = row("dense c");
            case "weights" -> draft.denseWeights.addAll(matrix("dense weights"));
            default -> throw fail("key (" + abbreviate(key) + ") of dense must be one of order, c, a, weights");
        }
    }

    private static void addStages(Matrix matrix, List<Stage> stages, String prefix, int lastLine) {
        List<Row> a = matrix.a;
        Row c = matrix.c;
        if (a == null && c == null && !prefix.isEmpty()) {
            return;
        }
        if (a == null || c == null) {
            throw new TableauFormatException(lastLine, prefix + (a == null ? "a" : "c") + " is missing");
        }
        if (a.size() != c.values().size()) {
            throw new TableauFormatException(
                    c.line(),
                    prefix + "a (" + a.size() + " rows) must have one row per node of c, "
                            + c.values().size());
        }
        for (int i = 0; i < a.size(); i++) {
            stages.add(new Stage(c.values().get(i), a.get(i)));
        }
    }

    /** Order 0 and no weights mean that there is no embedded solution. */
    private void addEmbedded(@Nullable At<Integer> order, @Nullable Row weights) {
        if (order != null && (order.value() != 0 || weights != null)) {
            draft.embeddedOrders.add(order);
        }
        if (weights != null) {
            draft.embedded.add(new Embedded(weights, false));
        }
    }

    private List<Row> matrix(String what) throws IOException {
        List<Row> rows = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw fail(what + " must be an array of rows");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            checkSize(what, rows.size());
            rows.add(row("a row of " + what));
        }
        return rows;
    }

    private Row row(String what) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw fail(what + " must be an array of coefficients");
        }
        int line = line();
        List<Coefficient> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            checkSize(what, values.size());
            values.add(coefficient(what));
        }
        return new Row(line, values);
    }

    private void checkSize(String what, int size) {
        if (size >= TableauBuilder.MAX_STAGES) {
            throw fail(what + " must have at most " + TableauBuilder.MAX_STAGES + " entries");
        }
    }

    private Coefficient coefficient(String what) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null || !(token.isNumeric() || token == JsonToken.VALUE_STRING)) {
            throw fail(what + " must have coefficients only: strings such as \"19372/6561\", or numbers");
        }
        String text = parser.getText();
        return TableauDraft.at(line(), () -> Coefficient.parse(text));
    }

    private boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    private String string(String what) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw fail(what + " must be a string");
        }
        return parser.getText();
    }

    private boolean bool(String what) {
        JsonToken token = parser.currentToken();
        if (token == null || !token.isBoolean()) {
            throw fail(what + " must be true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private At<Integer> integer(String what) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw fail(what + " must be an integer");
        }
        return new At<>(line(), parser.getIntValue());
    }

    private int line() {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }

    private static String abbreviate(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    private TableauFormatException fail(String reason) {
        return new TableauFormatException(line(), reason);
    }
}
