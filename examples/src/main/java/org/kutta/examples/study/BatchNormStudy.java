package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.examples.report.Table;
import org.kutta.examples.report.Wrapped;
import org.kutta.nn.Network;
import org.kutta.nn.compare.FieldAudit;
import org.kutta.nn.compare.Metric;
import org.kutta.nn.compare.PlacedBlock;
import org.kutta.nn.compare.SolverSwap;
import org.kutta.nn.compare.SwapCell;
import org.kutta.nn.compare.SwapMatrix;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.train.Batches;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kutta study batchnorm}: what a norm makes of a vector field. */
@Command(
        name = "batchnorm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train neural ODEs whose field has batch norm, group norm or none, and ask what is left of the field.",
            "Each is audited (does a sample's derivative depend on its batch?) and tested under other solvers. Without options it takes a minute or two on two spirals."
        })
final class BatchNormStudy implements Callable<Integer> {
    private static final int HIDDEN = 32;
    private static final int GROUPS = 4;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "8",
            description = "Steps of rk4 in training. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Mixin
    private PointsOptions options = new PointsOptions("spirals");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /**
     * One model.
     *
     * @param norm its norm
     * @param testAccuracy accuracy with running statistics, under the solver of the training
     * @param trainingGap how far the field of training is from that of evaluation, relative
     * @param batchGap by how much a sample's derivative in training changes when half of its batch is taken away, relative
     * @param findings what the audit found
     * @param verdict whether other solvers give the same answers
     * @param cells the other solvers
     */
    private record Model(
            String norm,
            double testAccuracy,
            double trainingGap,
            double batchGap,
            ImmutableList<FieldAudit.Finding> findings,
            String verdict,
            ImmutableList<SwapCell> cells) {}

    private record Result(String settings, int steps, ImmutableList<Model> models) {}

    @Override
    public Integer call() throws IOException {
        Checks.atLeast("--steps", steps, 1);
        LabelledData data = options.load();
        List<Model> models = new ArrayList<>();
        DataSet train = data.train().toDataSet();
        DataSet test = data.test().toDataSet();
        PrintWriter err = spec.commandLine().getErr();
        OdeSolver solver = OdeSolver.onMesh(Tableaus.RK4, Mesh.uniform(0, 1, steps));
        fields((int) data.train().shape()[0]).forEach((name, field) -> {
            Layer layer = Sequential.of(
                    OdeBlock.of(field, solver, DiscreteAdjoint.storeAll(), 0, 1),
                    Dense.of(data.train().classes()));
            options.train(name, layer, train, test, network -> models.add(examine(name, network, test)));
            err.println(models.size() + " of 3: " + name);
            err.flush();
        });
        for (DataSet set : List.of(train, test)) {
            set.getFeatures().close();
            set.getLabels().close();
        }
        return tell(new Result(options.describe(data), steps, ImmutableList.copyOf(models)));
    }

    private static ImmutableMap<String, Layer> fields(int features) {
        return ImmutableMap.of(
                "batch norm", Sequential.of(Dense.of(HIDDEN), BatchNorm.of(), new Tanh(), Dense.of(features)),
                "group norm", Sequential.of(Dense.of(HIDDEN), GroupNorm.of(GROUPS), new Tanh(), Dense.of(features)),
                "no norm", Sequential.of(Dense.of(HIDDEN), new Tanh(), Dense.of(features)));
    }

    private static Model examine(String name, Network network, DataSet test) {
        PlacedBlock place = PlacedBlock.only(network);
        SwapMatrix swap = SolverSwap.measuring(Metric.accuracy()).run(place, Batches.of(List.of(test)));
        INDArray input = place.input(test.getFeatures());
        FieldAudit audit = FieldAudit.of(place, input, 0);
        input.close();
        return new Model(
                name,
                swap.trainedMetric(),
                audit.trainingGap(),
                audit.batchGap(),
                audit.findings(),
                swap.verdict().name().toLowerCase(Locale.ROOT),
                swap.cells());
    }

    private int tell(Result result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Table table = Table.of(
                "field has", "accuracy", "training against evaluation", "on the rest of the batch", "other solvers");
        for (Model model : result.models()) {
            table.row(
                    model.norm(),
                    GridTexts.number("%.3f", model.testAccuracy()),
                    GridTexts.number("%.2g", model.trainingGap()),
                    GridTexts.number("%.2g", model.batchGap()),
                    model.verdict());
        }
        List<String> points = points(result);
        out.println(Wrapped.point(result.settings() + "; rk4 with " + result.steps() + " steps"));
        out.println();
        out.print(table.text());
        out.println();
        points.forEach(point -> out.println(Wrapped.point(point)));
        Report page = Report.titled("What a norm makes of a vector field")
                .paragraph(
                        "A vector field gives a sample's derivative from its time, its state and the parameters. With batch norm it takes the rest of the batch as well while it is trained, and running statistics afterwards: two fields, neither of which is the one that was meant. Group norm looks at one sample only.")
                .paragraph(result.settings() + "; rk4 with " + result.steps() + " steps.")
                .table(table)
                .points(points)
                .charts(gaps(result), accuracies(result));
        options.write(result, page, out);
        return ExitCode.OK;
    }

    private static List<String> points(Result result) {
        List<String> points = new ArrayList<>(List.of(
                "Training against evaluation: how far the trained field moves when running statistics take the place of the batch's, as a share of its size.",
                "On the rest of the batch: how far a sample's derivative moves when half of its batch is taken away. A vector field has 0 in both columns.",
                "Other solvers: whether solvers at least as accurate give the same answers, with running statistics."));
        for (Model model : result.models()) {
            model.findings()
                    .forEach(finding ->
                            points.add(model.norm() + ", " + finding.layer() + ": " + finding.advice() + "."));
        }
        return points;
    }

    private static Chart gaps(Result result) {
        return Chart.of("Not a function of one sample", "field has", "relative change of the derivative")
                .bars("training against evaluation", names(result), values(result, true))
                .bars("on the rest of the batch", names(result), values(result, false));
    }

    private static Chart accuracies(Result result) {
        Chart chart = Chart.of("Accuracy under other solvers", "step, in steps of the training", "accuracy")
                .caption("The classical method at other steps; the one of the training is at 1.");
        for (Model model : result.models()) {
            List<SwapCell> cells = model.cells().stream()
                    .filter(cell -> cell.tableau().equals(Tableaus.RK4.name()))
                    .toList();
            chart.line(
                    model.norm(),
                    cells.stream().mapToDouble(SwapCell::stepFactor).toArray(),
                    cells.stream().mapToDouble(SwapCell::metric).toArray());
        }
        return chart;
    }

    private static List<String> names(Result result) {
        return result.models().stream().map(Model::norm).toList();
    }

    private static double[] values(Result result, boolean training) {
        return result.models().stream()
                .mapToDouble(model -> training ? model.trainingGap() : model.batchGap())
                .toArray();
    }
}
