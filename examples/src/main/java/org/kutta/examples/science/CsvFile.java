package org.kutta.examples.science;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kutta.solver.Checks;

/**
 * A text of separated values: a header of names, and rows of as many cells, each with the line that it stands on.
 *
 * <p>The separator is a tab, a semicolon or a comma: the first of these that the header has. Cells may be quoted, a quote inside doubled; no cell goes over a line
 * end. Empty lines are passed over.
 *
 * @param name what messages call it
 * @param header names of the columns, all different
 * @param rows the rows
 */
record CsvFile(String name, List<String> header, List<Row> rows) {
    /** One row. */
    record Row(int line, List<String> cells) {}

    static CsvFile read(Path file) throws IOException {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " must be text in UTF-8", e);
        }
    }

    static CsvFile parse(String name, String text) {
        List<String> lines = text.replaceFirst("^\uFEFF", "").lines().toList();
        ImmutableList.Builder<Row> rows = ImmutableList.builder();
        List<String> header = List.of();
        char separator = ',';
        for (int n = 0; n < lines.size(); n++) {
            String line = lines.get(n);
            if (line.isBlank()) {
                continue;
            }
            String place = name + " line " + (n + 1);
            if (header.isEmpty()) {
                separator = separator(line);
                header = split(place, line, separator);
                checkNames(place, header);
            } else {
                List<String> cells = split(place, line, separator);
                Checks.check(
                        cells.size() == header.size(),
                        "%s has %s cells but must have %s, as the header",
                        place,
                        cells.size(),
                        header.size());
                rows.add(new Row(n + 1, cells));
            }
        }
        Checks.check(!header.isEmpty(), "%s is empty but must have a header line", name);
        return new CsvFile(name, header, rows.build());
    }

    private static char separator(String header) {
        if (header.indexOf('\t') >= 0) {
            return '\t';
        }
        return header.indexOf(';') >= 0 ? ';' : ',';
    }

    private static void checkNames(String place, List<String> header) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            Checks.check(!header.get(i).isEmpty(), "%s: column %s must have a name", place, i + 1);
            Checks.check(names.add(header.get(i)), place + ": column", header.get(i), "must be named once");
        }
    }

    private static List<String> split(String place, String line, char separator) {
        ImmutableList.Builder<String> cells = ImmutableList.builder();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == separator && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        Checks.check(!quoted, "%s: a quote is opened but must be closed on the same line", place);
        return cells.add(cell.toString().strip()).build();
    }

    /** {@return the index of a column} */
    int column(String option, String column) {
        int index = header.indexOf(column);
        Checks.check(index >= 0, "%s (%s) must be a column of %s: %s", option, column, name, String.join(", ", header));
        return index;
    }
}
