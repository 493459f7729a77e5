package org.kutta.examples.report;

import com.google.common.base.Strings;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows under named columns, for the console ({@link #text}) and for a {@link Report}.
 *
 * <p>A column whose cells all look like numbers is aligned to the right.
 */
public final class Table {
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    private Table(List<String> columns) {
        this.columns = columns;
    }

    /**
     * Begins a table.
     *
     * @param columns names of the columns, at least one
     * @return a table without rows
     */
    public static Table of(String... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("a table must have a column");
        }
        return new Table(List.of(columns));
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column, already formatted
     * @return this table
     * @throws IllegalArgumentException if there are more or fewer cells than columns
     */
    public Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    "cells (" + cells.length + ") must be as many as columns (" + columns.size() + ")");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** {@return the names of the columns} */
    public List<String> columns() {
        return columns;
    }

    /** {@return the rows so far} */
    public List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /**
     * Tells how a column is aligned.
     *
     * @param column index of the column, from 0
     * @return whether all its cells are numbers or blank, at least one a number
     */
    boolean numeric(int column) {
        boolean any = false;
        for (List<String> row : rows) {
            String cell = row.get(column);
            boolean number = !cell.isEmpty() && (Character.isDigit(cell.charAt(0)) || cell.matches("[-+.]\\d.*"));
            if (!number && !cell.isEmpty() && !cell.equals("-")) {
                return false;
            }
            any |= number;
        }
        return any;
    }

    /** {@return the table as lines of text, columns two spaces apart, a rule under the names} */
    public String text() {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = columns.get(c).length();
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        StringBuilder text = new StringBuilder();
        line(text, columns, widths);
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        line(text, rule, widths);
        for (List<String> row : rows) {
            line(text, row, widths);
        }
        return text.toString();
    }

    private void line(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String cell = cells.get(c);
            line.append(c == 0 ? "" : "  ");
            line.append(numeric(c) ? Strings.padStart(cell, widths[c], ' ') : Strings.padEnd(cell, widths[c], ' '));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
