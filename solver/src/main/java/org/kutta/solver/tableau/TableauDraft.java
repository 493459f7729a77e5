package org.kutta.solver.tableau;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A tableau as a file gives it, with the line of each part, before it is known to make sense. */
final class TableauDraft {

    /** A value and the line where it stood. */
    record At<T>(int line, T value) {}

    /** A row of numbers and the line where it began. */
    record Row(int line, List<Coefficient> values) {}

    /** A stage: its node and its row of A. */
    record Stage(Coefficient node, Row row) {}

    /** Embedded or error weights. */
    record Embedded(Row weights, boolean error) {}

    @Nullable
    At<String> name;

    @Nullable
    At<Integer> order;

    @Nullable
    At<Integer> declaredStages;

    @Nullable
    At<Boolean> declaredFsal;

    @Nullable
    At<Integer> denseOrder;

    @Nullable
    Row weights;

    final List<At<Integer>> embeddedOrders = new ArrayList<>();
    final List<Embedded> embedded = new ArrayList<>();
    final List<Stage> stages = new ArrayList<>();
    final List<Stage> denseStages = new ArrayList<>();

    /** One polynomial per row of the tableau. */
    final List<Row> denseWeights = new ArrayList<>();

    /** Makes the tableau; {@code lastLine} is where something missing is reported. */
    ButcherTableau build(int lastLine) {
        At<String> givenName = required(name, "name", lastLine);
        At<Integer> givenOrder = required(order, "order", lastLine);
        Row givenWeights = required(weights, "b", lastLine);
        TableauBuilder builder = at(givenName.line(), () -> ButcherTableau.explicit(givenName.value()));
        at(givenOrder.line(), () -> builder.order(givenOrder.value()));
        boolean square = !stages.isEmpty() && !stages.get(0).row().values().isEmpty();
        int total = stages.size() + denseStages.size();
        addRows(stages, 0, square ? stages.size() : -1, builder::row);
        at(givenWeights.line(), () -> builder.weights(givenWeights.values()));
        addEmbedded(builder, lastLine);
        addRows(denseStages, stages.size(), square ? total : -1, builder::denseRow);
        addDense(builder, lastLine);
        ButcherTableau tableau = at(lastLine, builder::build);
        checkDeclared(tableau);
        return tableau;
    }

    private interface RowConsumer {
        TableauBuilder add(Coefficient node, List<Coefficient> entries);
    }

    private static void addRows(List<Stage> stages, int first, int width, RowConsumer consumer) {
        for (int k = 0; k < stages.size(); k++) {
            Stage stage = stages.get(k);
            int line = stage.row().line();
            List<Coefficient> entries = lowerPart(stage.row(), first + k, width);
            at(line, () -> consumer.add(stage.node(), entries));
        }
    }

    /** A row is written up to the diagonal, or whole with zeros from there on; {@code width} is that of whole rows, or -1. */
    private static List<Coefficient> lowerPart(Row row, int i, int width) {
        int size = row.values().size();
        if (size > i && size <= Math.max(width, i + 1)) {
            for (int j = i; j < size; j++) {
                if (!row.values().get(j).isZero()) {
                    throw new TableauFormatException(
                            row.line(),
                            "row " + (i + 1) + " has " + row.values().get(j) + " in column " + (j + 1)
                                    + ": the method must be explicit, with nothing on and above the diagonal of A");
                }
            }
        }
        int expected = width < 0 ? i : width;
        if (size != expected) {
            throw new TableauFormatException(
                    row.line(),
                    "row " + (i + 1) + " (" + size + " entries of A) must have " + expected
                            + ": all rows end at the diagonal, or all are whole");
        }
        return row.values().subList(0, i);
    }

    private void addEmbedded(TableauBuilder builder, int lastLine) {
        if (embeddedOrders.size() != embedded.size()) {
            int line = embedded.isEmpty()
                    ? embeddedOrders.get(0).line()
                    : embedded.get(embedded.size() - 1).weights().line();
            throw new TableauFormatException(
                    Math.min(line, lastLine),
                    "embedded orders (" + embeddedOrders.size() + ") must be as many as embedded weights, "
                            + embedded.size());
        }
        for (int k = 0; k < embedded.size(); k++) {
            Row row = embedded.get(k).weights();
            int claimed = embeddedOrders.get(k).value();
            boolean error = embedded.get(k).error();
            at(
                    row.line(),
                    () -> error
                            ? builder.errorWeights(claimed, row.values())
                            : builder.embeddedWeights(claimed, row.values()));
        }
    }

    private void addDense(TableauBuilder builder, int lastLine) {
        At<Integer> claimed = denseOrder;
        if (claimed == null) {
            if (!denseWeights.isEmpty()) {
                throw new TableauFormatException(
                        denseWeights.get(0).line(), "dense weights must come with a dense order");
            }
            return;
        }
        int line = denseWeights.isEmpty() ? lastLine : denseWeights.get(0).line();
        at(
                line,
                () -> builder.dense(
                        claimed.value(), denseWeights.stream().map(Row::values).toList()));
    }

    private void checkDeclared(ButcherTableau tableau) {
        check(declaredStages, tableau.stages(), "stages");
        check(declaredFsal, tableau.fsal(), "fsal");
    }

    private static <T> void check(@Nullable At<T> declared, T derived, String what) {
        if (declared != null && !declared.value().equals(derived)) {
            throw new TableauFormatException(
                    declared.line(),
                    what + " (" + declared.value() + ") must be what the coefficients say, " + derived);
        }
    }

    private static <T> T required(@Nullable T part, String what, int lastLine) {
        if (part == null) {
            throw new TableauFormatException(lastLine, what + " is missing");
        }
        return part;
    }

    /** Runs {@code action}; what it refuses is reported with the line. */
    static <T> T at(int line, Supplier<T> action) {
        try {
            return action.get();
        } catch (TableauFormatException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new TableauFormatException(line, e);
        }
    }
}
