package org.kutta.solver.tableau;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.kutta.solver.tableau.TableauDraft.At;
import org.kutta.solver.tableau.TableauDraft.Embedded;
import org.kutta.solver.tableau.TableauDraft.Row;
import org.kutta.solver.tableau.TableauDraft.Stage;

/**
 * Reads the plain form of a tableau, which {@link TableauFiles} describes: headers, rows {@code c | a}, a line of dashes, weights, and where there are
 * any, another line of dashes, rows for dense output and dense weights by powers of theta.
 */
final class TableauTextReader {

    private static final Splitter CELLS = Splitter.on(CharMatcher.anyOf(" \t,")).omitEmptyStrings();
    private static final CharMatcher DASHES = CharMatcher.anyOf("-+");

    private final TableauDraft draft = new TableauDraft();
    private final Set<String> headers = new HashSet<>();
    private final List<Row> powers = new ArrayList<>();
    private int line;
    private int section;

    private TableauTextReader() {}

    static ButcherTableau read(String text) {
        TableauTextReader reader = new TableauTextReader();
        for (String raw : Splitter.on('\n').split(text)) {
            reader.line++;
            String content = raw.strip();
            int comment = content.indexOf('#');
            reader.readLine(
                    comment < 0 ? content : content.substring(0, comment).strip());
        }
        reader.transposePowers();
        return reader.draft.build(reader.line);
    }

    private void readLine(String content) {
        int bar = content.indexOf('|');
        if (content.isEmpty()) {
            return;
        }
        if (DASHES.matchesAllOf(content) && content.length() >= 3) {
            section++;
        } else if (bar >= 0) {
            readRow(content.substring(0, bar).strip(), content.substring(bar + 1));
        } else if (content.indexOf(':') >= 0) {
            int colon = content.indexOf(':');
            readHeader(
                    content.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    content.substring(colon + 1).strip());
        } else {
            throw fail("\"" + abbreviate(content)
                    + "\" must be a header (key: value), a row (c | a), or a line of dashes");
        }
    }

    private void readHeader(String key, String value) {
        if (!headers.add(key)) {
            throw fail("header " + abbreviate(key) + " must be given once");
        }
        switch (key) {
            case "name" -> draft.name = new At<>(line, value);
            case "order" -> draft.order = integer(value);
            case "embedded order" -> CELLS.split(value).forEach(cell -> draft.embeddedOrders.add(integer(cell)));
            case "stages" -> draft.declaredStages = integer(value);
            case "fsal" -> draft.declaredFsal = new At<>(line, yesOrNo(value));
            case "dense order" -> draft.denseOrder = integer(value);
            default ->
                throw fail("header (" + abbreviate(key)
                        + ") must be one of name, order, embedded order, stages, fsal, dense order");
        }
    }

    private void readRow(String label, String cells) {
        ImmutableList.Builder<Coefficient> parsed = ImmutableList.builder();
        for (String cell : CELLS.split(cells)) {
            parsed.add(coefficient(cell));
        }
        Row row = new Row(line, parsed.build());
        if (section == 0) {
            addStage(draft.stages, label, row);
        } else if (section == 1) {
            addWeights(label, row);
        } else if (label.startsWith("theta")) {
            if (!label.equals("theta^" + (powers.size() + 1))) {
                throw fail("row (" + abbreviate(label) + ") must be theta^" + (powers.size() + 1));
            }
            powers.add(row);
        } else {
            addStage(draft.denseStages, label, row);
        }
    }

    private void addStage(List<Stage> stages, String node, Row row) {
        if (draft.stages.size() + draft.denseStages.size() >= TableauBuilder.MAX_STAGES) {
            throw fail("a tableau must have at most " + TableauBuilder.MAX_STAGES + " rows");
        }
        stages.add(new Stage(coefficient(node), row));
    }

    private void addWeights(String label, Row row) {
        boolean first = draft.weights == null;
        if (first && (label.isEmpty() || label.equals("b"))) {
            draft.weights = row;
        } else if (!first && (label.isEmpty() || label.equals("bHat") || label.equals("e"))) {
            draft.embedded.add(new Embedded(row, label.equals("e")));
        } else {
            throw fail("row (" + abbreviate(label) + ") must be " + (first ? "b" : "bHat or e"));
        }
    }

    /** The file has a row per power of theta, the tableau a polynomial per stage. */
    private void transposePowers() {
        if (powers.isEmpty()) {
            return;
        }
        int rows = draft.stages.size() + draft.denseStages.size();
        for (Row power : powers) {
            if (power.values().size() != rows) {
                throw new TableauFormatException(
                        power.line(), "dense weights (" + power.values().size() + ") must be one per row, " + rows);
            }
        }
        for (int i = 0; i < rows; i++) {
            int stage = i;
            draft.denseWeights.add(new Row(
                    powers.get(0).line(),
                    powers.stream().map(power -> power.values().get(stage)).toList()));
        }
    }

    private Coefficient coefficient(String cell) {
        return TableauDraft.at(line, () -> Coefficient.parse(cell));
    }

    private At<Integer> integer(String text) {
        Integer value = Ints.tryParse(text);
        if (value == null) {
            throw fail("\"" + abbreviate(text) + "\" must be an integer");
        }
        return new At<>(line, value);
    }

    private boolean yesOrNo(String text) {
        return switch (text) {
            case "yes", "true" -> true;
            case "no", "false" -> false;
            default -> throw fail("fsal (" + abbreviate(text) + ") must be yes or no");
        };
    }

    private static String abbreviate(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private TableauFormatException fail(String reason) {
        return new TableauFormatException(line, reason);
    }
}
