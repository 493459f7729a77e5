package org.kutta.examples.science;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.examples.report.Table;
import org.kutta.nn.fit.FieldTerms;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.solver.VectorField;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kutta lotka-volterra}: an unknown term learned inside a known equation. */
@Command(
        name = "lotka-volterra",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Learn an unknown term inside a known equation.",
            "Hares and lynxes multiply and die at known rates; how they meet is learned. Beside it all is learned, or all but four rates is known. Writes pictures, "
                    + "with the learned term against the true one, to kutta-lotka-volterra.html.",
        })
public final class LotkaVolterraCommand implements Callable<Integer> {
    static final double NOISE = 0.02;
    static final double SEEN = 6;
    static final double END = 20;
    static final double[] START = {1, 1};
    private static final int POINTS = 40;
    private static final double GROWTH = 1.3;
    private static final double HUNT = 0.9;
    private static final double FEED = 0.8;
    private static final double DEATH = 1.8;

    static final VectorField<double[]> TRUTH = (t, y, dydt) -> {
        double[] term = interaction(y);
        dydt[0] = GROWTH * y[0] + term[0];
        dydt[1] = -DEATH * y[1] + term[1];
    };

    /** {@return the term that is to be learned} */
    static double[] interaction(double[] y) {
        return new double[] {-HUNT * y[0] * y[1], FEED * y[0] * y[1]};
    }

    /**
     * What was found: roots of mean square gaps to the true solution.
     *
     * @param noise of the points that were learned from
     * @param arms the models
     * @param termError of the learned term along the true path, relative to the root mean square of the true one
     */
    record Result(double noise, List<Figures> arms, double termError) {}

    /**
     * One model.
     *
     * @param name what is known
     * @param parameters numbers that were fitted
     * @param seenError over the time that was seen
     * @param extrapolationError behind it
     */
    record Figures(String name, int parameters, double seenError, double extrapolationError) {}

    /** A model with its path over {@link LotkaVolterraReport#times}. */
    record Arm(Figures figures, List<double[]> path) {}

    @Mixin
    private ScienceOptions options = new ScienceOptions("lotka-volterra");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public LotkaVolterraCommand() {}

    @Override
    public Integer call() throws IOException {
        options.check();
        Trajectory seen = Simulated.observe(
                TRUTH, START, Simulated.grid(0, SEEN, POINTS), NOISE, new SplittableRandom(options.seed()));
        Layer network = Sequential.of(Dense.of(16), new Tanh(), Dense.of(2));
        FieldTerms<double[]> half = FieldTerms.onHeap(2)
                .known((t, y, u, p, dydt) -> {
                    dydt[0] = GROWTH * y[0];
                    dydt[1] = -DEATH * y[1];
                })
                .learned(network, options.seed())
                .build();
        FieldTerms<double[]> learned =
                FieldTerms.onHeap(2).learned(network, options.seed()).build();
        FieldTerms<double[]> whole = FieldTerms.onHeap(2)
                .known(
                        "rates",
                        (t, y, u, p, dydt) -> {
                            dydt[0] = p[0] * y[0] - p[1] * y[0] * y[1];
                            dydt[1] = p[2] * y[0] * y[1] - p[3] * y[1];
                        },
                        1,
                        1,
                        1,
                        1)
                .build();
        List<Arm> arms = new ArrayList<>();
        arms.add(arm("known but the meeting", half, seen));
        arms.add(arm("nothing known", learned, seen));
        arms.add(arm("all known but four rates", whole, seen));
        List<double[]> terms = LotkaVolterraReport.learnedTerm(half);
        Result result =
                new Result(NOISE, arms.stream().map(Arm::figures).toList(), LotkaVolterraReport.termError(terms));
        PrintWriter out = spec.commandLine().getOut();
        out.print(table(result).text());
        out.printf(
                Locale.ROOT,
                "%nThe learned term is off by %.1f %% of the true one, along the true path.%n",
                100 * result.termError());
        options.write(result, () -> LotkaVolterraReport.of(result, seen, arms, half))
                .ifPresent(path -> out.printf("The pictures are in %s%n", path));
        out.flush();
        return ExitCode.OK;
    }

    private Arm arm(String name, FieldTerms<double[]> terms, Trajectory seen) {
        DifferentiableField<double[]> field = terms.driven(Optional.empty());
        try (Stages.Fitted fitted = new Stages(options.choose(80, 1000))
                .fit(name, field, List.of(seen), new Fitting(spec.commandLine().getErr()))) {
            double[] times = LotkaVolterraReport.times();
            List<double[]> path = fitted.solutions().forecast(0, times).states().stream()
                    .map(state -> state.toArray())
                    .toList();
            List<double[]> truth = Simulated.solve(TRUTH, START, times);
            int split = LotkaVolterraReport.firstUnseen();
            Figures figures = new Figures(
                    name,
                    field.parameters().length,
                    Simulated.rmse(path.subList(0, split), truth.subList(0, split)),
                    Simulated.rmse(path.subList(split, path.size()), truth.subList(split, truth.size())));
            return new Arm(figures, path);
        }
    }

    static Table table(Result result) {
        Table table = Table.of("model", "parameters", "RMSE, seen", "RMSE, extrapolated");
        for (Figures arm : result.arms()) {
            table.row(
                    arm.name(),
                    Integer.toString(arm.parameters()),
                    String.format(Locale.ROOT, "%.4f", arm.seenError()),
                    String.format(Locale.ROOT, "%.4f", arm.extrapolationError()));
        }
        return table;
    }
}
