package org.kutta.solver.tableau;

import com.google.common.base.Strings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Writes the plain form of a tableau, in aligned columns, as {@link TableauTextReader} reads it. */
final class TableauTextWriter {

    private TableauTextWriter() {}

    /** A row of the drawing: what stands left and right of the bar. */
    private record Line(String label, List<String> cells) {
        int size() {
            return cells.size();
        }
    }

    /** The whole file. */
    static String write(ButcherTableau tableau) {
        StringBuilder text = new StringBuilder();
        text.append("name: ").append(tableau.name()).append('\n');
        text.append("order: ").append(tableau.order()).append('\n');
        if (tableau.adaptive()) {
            text.append("embedded order:");
            for (int k = 0; k < tableau.errorEstimates(); k++) {
                text.append(' ').append(tableau.embeddedOrder(k));
            }
            text.append('\n');
        }
        text.append("fsal: ").append(tableau.fsal() ? "yes" : "no").append("\n\n");
        return text.append(array(tableau)).toString();
    }

    /** The Butcher array: rows of A, weights, and what dense output adds. */
    static String array(ButcherTableau tableau) {
        int steps = tableau.stages();
        int rows = steps + tableau.denseStages();
        List<Line> stages = lines(0, steps, i -> stage(tableau, i));
        List<Line> weights = new ArrayList<>();
        weights.add(line("b", steps, tableau::exactB));
        for (int k = 0; k < tableau.errorEstimates(); k++) {
            int estimate = k;
            weights.add(line("bHat", steps, i -> tableau.exactEmbedded(estimate, i)));
        }
        List<Line> dense = lines(steps, rows, i -> stage(tableau, i));
        dense.addAll(lines(
                1,
                tableau.denseDegree() + 1,
                power -> line("theta^" + power, rows, i -> tableau.exactDense(i, power))));

        StringBuilder text = new StringBuilder();
        Columns main = new Columns(List.of(stages, weights));
        main.draw(stages, text);
        main.drawDashes(text);
        main.draw(weights, text);
        if (!dense.isEmpty()) {
            main.drawDashes(text);
            text.append("dense order: ").append(tableau.denseOrder()).append('\n');
            new Columns(List.of(dense)).draw(dense, text);
        }
        return text.toString();
    }

    private static List<Line> lines(int from, int to, IntFunction<Line> line) {
        return new ArrayList<>(IntStream.range(from, to).mapToObj(line).toList());
    }

    private static Line stage(ButcherTableau tableau, int i) {
        return line(tableau.exactC(i).toString(), i, j -> tableau.exactA(i, j));
    }

    private static Line line(String label, int size, IntFunction<Coefficient> entry) {
        return new Line(
                label,
                IntStream.range(0, size)
                        .mapToObj(entry)
                        .map(Coefficient::toString)
                        .toList());
    }

    /** Widths of the label and of each column. */
    private static final class Columns {
        private int label;
        private final int[] widths;

        Columns(List<List<Line>> blocks) {
            widths = new int
                    [Collections.max(blocks.get(blocks.size() - 1), Comparator.comparing(Line::size))
                            .size()];
            for (List<Line> block : blocks) {
                for (Line line : block) {
                    label = Math.max(label, line.label().length());
                    for (int j = 0; j < line.size(); j++) {
                        widths[j] = Math.max(widths[j], line.cells().get(j).length());
                    }
                }
            }
        }

        void draw(List<Line> lines, StringBuilder text) {
            for (Line line : lines) {
                text.append(Strings.padStart(line.label(), label, ' ')).append(" |");
                for (int j = 0; j < line.cells().size(); j++) {
                    text.append(' ').append(Strings.padStart(line.cells().get(j), widths[j], ' '));
                }
                text.append('\n');
            }
        }

        void drawDashes(StringBuilder text) {
            text.append("-".repeat(label + 1))
                    .append('+')
                    .append("-".repeat(IntStream.of(widths).sum() + widths.length));
            text.append('\n');
        }
    }
}
