package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.adjoint.InterpolatingAdjoint;
import org.kutta.examples.data.LabelledData;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.examples.report.Table;
import org.kutta.examples.report.Wrapped;
import org.kutta.nn.Network;
import org.kutta.nn.compare.GradientCost;
import org.kutta.nn.compare.PlacedBlock;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kutta study pareto}: what solvers and gradient methods cost on one trained model, and how exact they are. */
@Command(
        name = "pareto",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train one neural ODE, then solve it and take its gradient in every way: evaluations, memory, errors.",
            "Without options it takes less than a minute on two spirals."
        })
final class ParetoStudy implements Callable<Integer> {
    private static final int HIDDEN = 32;
    private static final int CHECKPOINTS = 3;

    @Mixin
    private PointsOptions options = new PointsOptions("spirals");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private record Result(String settings, ImmutableList<GradientCost> costs) {}

    @Override
    public Integer call() throws IOException {
        LabelledData data = options.load();
        DataSet train = data.train().toDataSet();
        DataSet test = data.test().toDataSet();
        Layer field = Sequential.of(Dense.of(HIDDEN), new Tanh(), Dense.of(HIDDEN), new Tanh(), Dense.of((int)
                data.train().shape()[0]));
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-4, 1e-4);
        Layer layer = Sequential.of(
                OdeBlock.of(field, solver, DiscreteAdjoint.storeAll(), 0, 1),
                Dense.of(data.train().classes()));
        List<GradientCost> costs = new ArrayList<>();
        options.train("model", layer, train, test, network -> costs.addAll(measure(network, test)));
        for (DataSet set : List.of(train, test)) {
            set.getFeatures().close();
            set.getLabels().close();
        }
        return tell(new Result(options.describe(data), ImmutableList.copyOf(costs)));
    }

    /** In double precision: rounding would hide the errors of tight tolerances. */
    private static List<GradientCost> measure(Network trained, DataSet test) {
        Shape shape = trained.inputShape();
        DataSet batch = new DataSet(
                test.getFeatures().castTo(DataType.DOUBLE), test.getLabels().castTo(DataType.DOUBLE));
        try (Network network = Network.of(trained.layer(), shape, DataType.DOUBLE, 1)) {
            NativeArrays.write(NativeArrays.toHeap(trained.parameters()), network.parameters());
            return GradientCost.measure(PlacedBlock.only(network), new SoftmaxCrossEntropy(), batch, ways(), methods());
        } finally {
            batch.getFeatures().close();
            batch.getLabels().close();
        }
    }

    private static List<GradientMethod> methods() {
        return List.of(
                DiscreteAdjoint.storeAll(),
                DiscreteAdjoint.checkpointed(CHECKPOINTS),
                BacksolveAdjoint.create(),
                InterpolatingAdjoint.create());
    }

    private static List<GradientCost.Way> ways() {
        List<GradientCost.Way> ways = new ArrayList<>();
        for (ButcherTableau tableau : List.of(Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.RK4)) {
            for (int steps : new int[] {4, 16}) {
                ways.add(new GradientCost.Way(steps + " steps", OdeSolver.onMesh(tableau, Mesh.uniform(0, 1, steps))));
            }
        }
        for (ButcherTableau tableau : List.of(Tableaus.DOPRI5, Tableaus.DOP853)) {
            for (double tolerance : new double[] {1e-3, 1e-5, 1e-7}) {
                ways.add(new GradientCost.Way(
                        String.format(Locale.ROOT, "tol %.0e", tolerance),
                        OdeSolver.adaptive(tableau).tolerances(tolerance, tolerance)));
            }
        }
        return ways;
    }

    private int tell(Result result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Table table = Table.of(
                "tableau",
                "setting",
                "gradient",
                "forward",
                "backward",
                "bytes",
                "output error",
                "gradient error",
                "accuracy",
                "front");
        for (GradientCost cost : result.costs()) {
            boolean ran = cost.failure().isEmpty();
            table.row(
                    cost.tableau(),
                    cost.setting(),
                    cost.method(),
                    ran ? Long.toString(cost.nfeForward()) : "-",
                    ran ? Long.toString(cost.nfeBackward()) : "-",
                    ran ? Long.toString(cost.bytes()) : "-",
                    GridTexts.number("%.1e", cost.outputError()),
                    GridTexts.number("%.1e", cost.gradientError()),
                    GridTexts.number("%.3f", cost.accuracy()),
                    ran ? (cost.efficient() ? "yes" : "") : "failed");
        }
        String note =
                "Errors are relative to Dormand-Prince 8(5,3) at a tolerance of 1e-11. On the front is what no other way beats in evaluations, memory and gradient error at once.";
        out.println(Wrapped.point(result.settings()));
        out.println();
        out.print(table.text());
        out.println();
        out.println(Wrapped.point(note));
        result.costs().stream()
                .filter(cost -> !cost.failure().isEmpty())
                .forEach(cost -> out.println(Wrapped.point(
                        cost.tableau() + ", " + cost.setting() + ", " + cost.method() + ": " + cost.failure())));
        Report page = Report.titled("What a gradient costs, and how exact it is")
                .paragraph(
                        "One trained neural ODE, solved by several methods, and its gradient taken by several others: the numbers are the same, so whatever differs is the way.")
                .paragraph(result.settings() + ". " + note)
                .charts(chart(result, false), chart(result, true))
                .table(table);
        options.write(result, page, out);
        return ExitCode.OK;
    }

    private static Chart chart(Result result, boolean memory) {
        Chart chart = Chart.of(
                        memory ? "Gradient error by memory" : "Gradient error by evaluations",
                        memory ? "bytes" : "evaluations, forward and backward",
                        "gradient error")
                .logX()
                .logY();
        for (String method :
                result.costs().stream().map(GradientCost::method).distinct().toList()) {
            List<GradientCost> ran = result.costs().stream()
                    .filter(cost ->
                            cost.method().equals(method) && cost.failure().isEmpty())
                    .toList();
            chart.points(
                    method,
                    ran.stream()
                            .mapToDouble(cost -> memory ? cost.bytes() : cost.nfe())
                            .toArray(),
                    ran.stream().mapToDouble(GradientCost::gradientError).toArray());
        }
        return chart;
    }
}
