package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.examples.report.Table;
import org.kutta.examples.report.Wrapped;
import org.kutta.nn.compare.CrossRow;
import org.kutta.nn.compare.Metric;
import org.kutta.nn.compare.PlacedBlock;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.train.Batches;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kutta study cross}: models trained under each solver and tested under all. */
@Command(
        name = "cross",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train a neural ODE under each of five solvers and test it under all of them.",
            "Euler, midpoint, rk3 and rk4 take the same number of steps over the unit interval, Dormand-Prince a tolerance of 1e-3. Without options it takes a minute or two on three rings."
        })
final class CrossStudy implements Callable<Integer> {
    private static final int HIDDEN = 32;
    private static final double TOLERANCE = 1e-3;
    private static final double ALLOWED = 0.05;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "4",
            description = "Steps of the solvers without a tolerance. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Mixin
    private PointsOptions options = new PointsOptions("spheres");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private record Result(String settings, int steps, ImmutableList<CrossRow> rows) {}

    @Override
    public Integer call() throws IOException {
        Checks.atLeast("--steps", steps, 1);
        LabelledData data = options.load();
        Map<String, OdeSolver> solvers = solvers();
        List<CrossRow> rows = new ArrayList<>();
        DataSet train = data.train().toDataSet();
        DataSet test = data.test().toDataSet();
        PrintWriter err = spec.commandLine().getErr();
        solvers.forEach((name, solver) -> {
            Layer field = Sequential.of(Dense.of(HIDDEN), new Relu(), Dense.of(HIDDEN), new Relu(), Dense.of((int)
                    data.train().shape()[0]));
            Layer layer = Sequential.of(
                    OdeBlock.of(field, solver, DiscreteAdjoint.storeAll(), 0, 1),
                    Dense.of(data.train().classes()));
            options.train(
                    name,
                    layer,
                    train,
                    test,
                    network -> rows.add(CrossRow.of(
                            name, PlacedBlock.only(network), solvers, Metric.accuracy(), Batches.of(List.of(test)))));
            err.println(rows.size() + " of " + solvers.size() + ": " + name);
            err.flush();
        });
        for (DataSet set : List.of(train, test)) {
            set.getFeatures().close();
            set.getLabels().close();
        }
        return tell(new Result(options.describe(data), steps, ImmutableList.copyOf(rows)));
    }

    private ImmutableMap<String, OdeSolver> solvers() {
        Mesh mesh = Mesh.uniform(0, 1, steps);
        return ImmutableMap.of(
                "euler", OdeSolver.onMesh(Tableaus.EULER, mesh),
                "midpoint", OdeSolver.onMesh(Tableaus.MIDPOINT, mesh),
                "rk3", OdeSolver.onMesh(Tableaus.KUTTA3, mesh),
                "rk4", OdeSolver.onMesh(Tableaus.RK4, mesh),
                "dopri5", OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(TOLERANCE, TOLERANCE));
    }

    private int tell(Result result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Table table = Table.of("trained with", "tested with", "accuracy", "distance", "nfe");
        for (CrossRow row : result.rows()) {
            for (CrossRow.Cell cell : row.cells()) {
                table.row(
                        row.trainedWith(),
                        cell.solver(),
                        GridTexts.number("%.3f", cell.metric()),
                        GridTexts.number("%.2g", cell.trajectoryDistance()),
                        GridTexts.number("%.0f", cell.nfe()));
            }
        }
        List<String> points = result.rows().stream().map(CrossStudy::words).toList();
        out.println(Wrapped.point(result.settings() + "; " + steps + " steps"));
        out.println();
        out.print(table.text());
        out.println();
        points.forEach(point -> out.println(Wrapped.point(point)));
        Report page = Report.titled("Trained under one solver, tested under all")
                .paragraph(
                        "An ODE gives the same answers under every solver that follows it closely. A row is a model, trained under one solver; its columns are the solvers it is tested with."
                                + " Only columns that are more accurate than the row's own solver say whether the model is an ODE.")
                .paragraph(result.settings() + ".")
                .points(points)
                .charts(
                        map(result, "Accuracy", CrossRow.Cell::metric, "%.2f", 0, 1),
                        map(result, "Distance", cell -> Math.min(1, cell.trajectoryDistance()), "%.2g", 1, 0)
                                .caption(
                                        "How far the block's outputs are from those under the training solver, as a share of their size; colours and texts end at 1."))
                .table(table);
        options.write(result, page, out);
        return ExitCode.OK;
    }

    private static String words(CrossRow row) {
        List<String> moved = row.cells().stream()
                .filter(cell -> !(Math.abs(cell.metric() - row.metric()) <= ALLOWED))
                .map(CrossRow.Cell::solver)
                .toList();
        return "Trained with " + row.trainedWith() + ", accuracy " + GridTexts.number("%.3f", row.metric()) + ": "
                + (moved.isEmpty()
                        ? "the same under all solvers to within 0.05."
                        : "other answers under " + String.join(", ", moved) + ".");
    }

    private static Chart map(
            Result result,
            String what,
            ToDoubleFunction<CrossRow.Cell> value,
            String format,
            double worst,
            double best) {
        List<String> names = result.rows().stream().map(CrossRow::trainedWith).toList();
        double[][] values = new double[names.size()][names.size()];
        String[][] texts = new String[names.size()][names.size()];
        for (int row = 0; row < values.length; row++) {
            for (int column = 0; column < values.length; column++) {
                values[row][column] =
                        value.applyAsDouble(result.rows().get(row).cells().get(column));
                texts[row][column] = GridTexts.number(format, values[row][column]);
            }
        }
        return Chart.of(what, "tested with", "trained with").heatMap(what, names, names, values, texts, worst, best);
    }
}
