package org.kutta.examples.science;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.kutta.examples.report.Table;
import org.kutta.nn.flow.ContinuousFlow;
import org.kutta.nn.flow.FlowPenalty;
import org.kutta.nn.flow.FlowTrainable;
import org.kutta.nn.flow.SampleBatches;
import org.kutta.nn.flow.TraceEstimator;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.layer.TimeDense;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kutta flow}: continuous normalizing flows learn a density of the plane, with the exact trace and with a random one. */
@Command(
        name = "flow",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Learn a density by continuous normalizing flows.",
            "A density of the plane, by three flows: with the exact trace, with Hutchinson's random one, and with that and what keeps paths straight. Writes data, densities before and after, and samples to kutta-flow.html.",
        })
public final class FlowCommand implements Callable<Integer> {
    private static final int BATCH = 200;
    private static final int HIDDEN = 32;
    private static final int STEPS = 8;
    private static final double RATE = 0.01;
    private static final double END_TIME_WIDTH = 0.25;
    private static final FlowPenalty PENALTY = new FlowPenalty(0.02, 0.02);
    /** Tight enough that the evaluations tell how hard the learned paths are. */
    private static final OdeSolver JUDGE = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-6, 1e-6);

    @Option(
            names = "--density",
            paramLabel = "NAME",
            defaultValue = "moons",
            description = "What to learn: moons, rings, spirals or checkerboard. Default: ${DEFAULT-VALUE}.")
    private Density density = Density.MOONS;

    @Mixin
    private ScienceOptions options = new ScienceOptions("flow");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public FlowCommand() {}

    @Override
    public Integer call() throws IOException {
        options.check();
        PrintWriter out = spec.commandLine().getOut();
        double[] train = density.sample(options.choose(1000, 4000), options.seed());
        double[] test = density.sample(options.choose(500, 2000), options.seed() + 1);
        List<FlowArm> arms = new ArrayList<>();
        arms.add(fit("exact trace", TraceEstimator.exact(), FlowPenalty.NONE, 0, train, test));
        arms.add(fit("hutchinson", TraceEstimator.hutchinson(1), FlowPenalty.NONE, 0, train, test));
        arms.add(fit("hutchinson, penalised", TraceEstimator.hutchinson(1), PENALTY, END_TIME_WIDTH, train, test));
        String name = density.name().toLowerCase(Locale.ROOT);
        FlowResult result = new FlowResult(
                name,
                train.length / 2,
                test.length / 2,
                arms.stream().map(FlowArm::figures).toList());
        Table table = FlowReport.table(result);
        out.printf(
                Locale.ROOT,
                "%s: %d samples to learn from, %d to judge by%n%n",
                name,
                result.trainSize(),
                result.testSize());
        out.print(table.text());
        out.printf(
                Locale.ROOT,
                "%nThe best possible log-likelihood is minus the entropy of the data; a single normal reaches %.3f.%n",
                FlowReport.normalLikelihood(train, test));
        options.write(result, () -> FlowReport.of(result, arms, train, options.seed()))
                .ifPresent(path -> out.printf("The pictures are in %s%n", path));
        out.flush();
        return ExitCode.OK;
    }

    private FlowArm fit(
            String name, TraceEstimator trace, FlowPenalty penalty, double width, double[] train, double[] test) {
        HeapField field = HeapField.of(
                Sequential.of(TimeDense.of(HIDDEN), new Tanh(), TimeDense.of(HIDDEN), new Tanh(), Dense.of(2)),
                2,
                options.seed());
        ContinuousFlow trained = ContinuousFlow.of(field, 2, OdeSolver.fixed(Tableaus.RK4, STEPS));
        ContinuousFlow judged = ContinuousFlow.of(field, 2, JUDGE);
        double[][] before = FlowReport.densityOnGrid(judged);
        double[] losses;
        long begin = System.nanoTime();
        try (FlowTrainable model = FlowTrainable.of(trained, trace, penalty, width, options.seed())) {
            losses = new Fitting(spec.commandLine().getErr())
                    .fit(
                            name,
                            RATE,
                            options.choose(12, 40),
                            model,
                            SampleBatches.shuffled(train, 2, BATCH, options.seed()),
                            epoch -> {});
        }
        double seconds = (System.nanoTime() - begin) * 1e-9;
        double likelihood = Arrays.stream(judged.logDensity(test)).average().orElse(Double.NaN);
        long nfe = JUDGE.solve(field.bind(test), 0, 1, test).stats().nfe();
        return new FlowArm(
                new FlowResult.Figures(name, likelihood, losses[losses.length - 1], nfe, seconds),
                judged,
                losses,
                before,
                FlowReport.densityOnGrid(judged));
    }
}
