package org.kutta.examples.networks;

import java.util.List;
import java.util.Locale;
import org.kutta.examples.report.Table;
import org.kutta.nn.ode.OdeStructure;
import org.kutta.nn.recipe.NetworkStructure;

/** Structures as a table: a row for each block. */
final class StructureTexts {
    private StructureTexts() {}

    static Table table(List<NetworkResult> results) {
        Table table = Table.of(
                "network",
                "training MB",
                "T",
                "block",
                "steps",
                "dt",
                "sum|b|",
                "growth predicted",
                "without batch norm",
                "in training",
                "ODE");
        for (NetworkResult result : results) {
            NetworkStructure structure = result.structure();
            if (structure != null) {
                rows(table, result.name(), structure);
            }
        }
        return table;
    }

    private static void rows(Table table, String name, NetworkStructure structure) {
        String megabytes = number("%.1f", structure.trainingBytes() / 1e6);
        String time = number("%.4g", structure.totalTime());
        if (structure.blocks().isEmpty()) {
            table.row(name, megabytes, time, "none", "-", "-", "-", "-", "-", "-", "no");
        }
        for (NetworkStructure.BlockGrowth block : structure.blocks()) {
            OdeStructure ode = block.structure();
            table.row(
                    name,
                    megabytes,
                    time,
                    ode.tableau(),
                    Integer.toString(ode.steps()),
                    number("%.3g", ode.dt()),
                    number("%.3g", ode.sumAbsB()),
                    number("%.3g", ode.predictedGrowth()),
                    number("%.3g", block.measuredWithoutBatchNorm()),
                    number("%.3g", block.measuredGrowth()),
                    ode.odeFaithful() ? "yes" : "no");
        }
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
