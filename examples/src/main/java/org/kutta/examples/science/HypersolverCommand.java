package org.kutta.examples.science;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.examples.report.Table;
import org.kutta.nn.heap.HeapMap;
import org.kutta.nn.hyper.Hypersolver;
import org.kutta.nn.hyper.HypersolverTrainable;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.train.Batches;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.Tableaus;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kutta hypersolver}: the error of a cheap method, learned and taken off. */
@Command(
        name = "hypersolver",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Learn the error of a cheap method and take it off.",
            "The midpoint rule on pendulums, with steps of several sizes, with and without a network for its local error that was trained at one of them. Writes pictures to "
                    + "kutta-hypersolver.html.",
        })
public final class HypersolverCommand implements Callable<Integer> {
    private static final double END = 2;
    private static final int LEARNED_AT = 10;
    private static final int STAGES = 2;
    private static final OdeSolver REFERENCE =
            OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-11, 1e-11);
    private static final VectorField<double[]> PENDULUMS = (t, y, dydt) -> {
        for (int row = 0; row < y.length; row += 2) {
            dydt[row] = y[row + 1];
            dydt[row + 1] = -Math.sin(y[row]);
        }
    };

    /**
     * What was found.
     *
     * @param learnedAt number of steps that the correction was trained at
     * @param rows the errors
     */
    record Result(int learnedAt, List<Figures> rows) {}

    /**
     * One number of steps. Errors are roots of mean square gaps at the end, on starts not learned from.
     *
     * @param steps steps
     * @param evaluations of the field, the same for both
     * @param base error of the method
     * @param corrected error with the correction
     */
    record Figures(int steps, int evaluations, double base, double corrected) {}

    @Mixin
    private ScienceOptions options = new ScienceOptions("hypersolver");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public HypersolverCommand() {}

    @Override
    public Integer call() throws IOException {
        options.check();
        SplittableRandom random = new SplittableRandom(options.seed());
        double[] train = random.doubles(2L * options.choose(64, 256), -1.5, 1.5).toArray();
        double[] test = random.doubles(200, -1.5, 1.5).toArray();
        Hypersolver hypersolver = new Hypersolver(
                Tableaus.MIDPOINT, HeapMap.of(Sequential.of(Dense.of(32), new Tanh(), Dense.of(2)), 4, options.seed()));
        Mesh mesh = Mesh.uniform(0, END, LEARNED_AT);
        try (HypersolverTrainable model = new HypersolverTrainable(hypersolver)) {
            new Fitting(spec.commandLine().getErr())
                    .fit(
                            "correction",
                            0.02,
                            options.choose(200, 1000),
                            model,
                            Batches.of(hypersolver.samples(PENDULUMS, mesh, REFERENCE, train)),
                            epoch -> {});
            Result result = judge(hypersolver, test);
            PrintWriter out = spec.commandLine().getOut();
            out.print(table(result).text());
            options.write(result, () -> page(result)).ifPresent(path -> out.printf("%nThe pictures are in %s%n", path));
            out.flush();
        }
        return ExitCode.OK;
    }

    private static Result judge(Hypersolver hypersolver, double[] test) {
        double[] truth = REFERENCE.solve(PENDULUMS, 0, END, test).finalState();
        List<Figures> rows = new ArrayList<>();
        for (int steps = 5; steps <= 80; steps *= 2) {
            Mesh mesh = Mesh.uniform(0, END, steps);
            double[] base = OdeSolver.onMesh(Tableaus.MIDPOINT, mesh)
                    .solve(PENDULUMS, 0, END, test)
                    .finalState();
            double[] corrected = hypersolver.solve(PENDULUMS, mesh, test);
            rows.add(new Figures(
                    steps,
                    STAGES * steps,
                    Simulated.rmse(List.of(base), List.of(truth)),
                    Simulated.rmse(List.of(corrected), List.of(truth))));
        }
        return new Result(LEARNED_AT, rows);
    }

    private static Table table(Result result) {
        Table table = Table.of("steps", "NFE", "midpoint", "hypersolved", "gain");
        for (Figures row : result.rows()) {
            table.row(
                    Integer.toString(row.steps()),
                    Integer.toString(row.evaluations()),
                    String.format(Locale.ROOT, "%.2e", row.base()),
                    String.format(Locale.ROOT, "%.2e", row.corrected()),
                    String.format(Locale.ROOT, "%.1f", row.base() / row.corrected()));
        }
        return table;
    }

    private static Report page(Result result) {
        double[] evaluations =
                result.rows().stream().mapToDouble(Figures::evaluations).toArray();
        return Report.titled("A hypersolver on pendulums")
                .paragraph(String.format(
                        Locale.ROOT,
                        "A network learned the local error of the midpoint rule with %d steps to time %.0f. Errors at the end, from 100 starts not learned from.",
                        result.learnedAt(),
                        END))
                .table(table(result))
                .heading("Error against work")
                .charts(
                        Chart.of("Error at the end", "evaluations of the field", "RMSE")
                                .logX()
                                .logY()
                                .line(
                                        "midpoint",
                                        evaluations,
                                        result.rows().stream()
                                                .mapToDouble(Figures::base)
                                                .toArray())
                                .line(
                                        "hypersolved",
                                        evaluations,
                                        result.rows().stream()
                                                .mapToDouble(Figures::corrected)
                                                .toArray())
                                .caption(
                                        "A hypersolved step has one pass through the correction besides. It gains most near the step that it was trained at; the order stays that of the base."));
    }
}
