package org.kutta.examples.science;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.examples.report.Table;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.heap.HeapMap;
import org.kutta.nn.heap.SecondOrderField;
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

/** {@code kutta pendulum}: a second-order neural ODE against a first-order one. */
@Command(
        name = "pendulum",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Learn a pendulum by ODEs of first and second order.",
            "Second order: a force of the position is learned, and that speed is the derivative of position is built in. First order: a field of both. Judged long after the "
                    + "end of the noisy data, and by the energy. Writes pictures to kutta-pendulum.html.",
        })
public final class PendulumCommand implements Callable<Integer> {
    static final double NOISE = 0.05;
    static final double SEEN = 8;
    static final double END = 40;
    static final double[][] STARTS = {{1, 0}, {2, 0}, {0, 1.4}};
    private static final int POINTS = 50;

    static final VectorField<double[]> TRUTH = (t, y, dydt) -> {
        dydt[0] = y[1];
        dydt[1] = -Math.sin(y[0]);
    };

    static double energy(double[] y) {
        return 0.5 * y[1] * y[1] + 1 - Math.cos(y[0]);
    }

    /**
     * What was found.
     *
     * @param noise of the points that were learned from
     * @param arms the models
     */
    record Result(double noise, List<Figures> arms) {}

    /**
     * One model, over all starts.
     *
     * @param name its order
     * @param parameters weights
     * @param seenError root of the mean square gap to the truth while it was seen
     * @param extrapolationError the same behind that
     * @param energyDrift largest gap between the energy on a path and at its start
     */
    record Figures(String name, int parameters, double seenError, double extrapolationError, double energyDrift) {}

    /** A model with the paths from all starts over {@link PendulumReport#times}. */
    record Arm(Figures figures, List<List<double[]>> paths) {}

    @Mixin
    private ScienceOptions options = new ScienceOptions("pendulum");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public PendulumCommand() {}

    @Override
    public Integer call() throws IOException {
        options.check();
        SplittableRandom random = new SplittableRandom(options.seed());
        List<Trajectory> seen = new ArrayList<>();
        for (double[] start : STARTS) {
            seen.add(Simulated.observe(TRUTH, start, Simulated.grid(0, SEEN, POINTS), NOISE, random));
        }
        List<Arm> arms = new ArrayList<>();
        arms.add(arm("first order", HeapField.of(network(2), 2, options.seed()), seen));
        arms.add(arm("second order", SecondOrderField.of(HeapMap.of(network(1), 1, options.seed())), seen));
        Result result = new Result(NOISE, arms.stream().map(Arm::figures).toList());
        PrintWriter out = spec.commandLine().getOut();
        out.print(table(result).text());
        options.write(result, () -> PendulumReport.of(result, seen, arms))
                .ifPresent(path -> out.printf("%nThe pictures are in %s%n", path));
        out.flush();
        return ExitCode.OK;
    }

    private static Layer network(int outputs) {
        return Sequential.of(Dense.of(24), new Tanh(), Dense.of(outputs));
    }

    private Arm arm(String name, DifferentiableField<double[]> field, List<Trajectory> seen) {
        double[] times = PendulumReport.times();
        int split = PendulumReport.firstUnseen();
        List<List<double[]>> paths = new ArrayList<>();
        List<double[]> all = new ArrayList<>();
        List<double[]> early = new ArrayList<>();
        List<double[]> trueAll = new ArrayList<>();
        List<double[]> trueEarly = new ArrayList<>();
        double drift = 0;
        try (Stages.Fitted fitted = new Stages(options.choose(40, 200))
                .fit(name, field, seen, new Fitting(spec.commandLine().getErr()))) {
            for (int k = 0; k < STARTS.length; k++) {
                List<double[]> path = fitted.solutions().forecast(k, times).states().stream()
                        .map(state -> state.toArray())
                        .toList();
                List<double[]> truth = Simulated.solve(TRUTH, STARTS[k], times);
                paths.add(path);
                early.addAll(path.subList(0, split));
                trueEarly.addAll(truth.subList(0, split));
                all.addAll(path.subList(split, path.size()));
                trueAll.addAll(truth.subList(split, truth.size()));
                double start = energy(path.get(0));
                for (double[] state : path) {
                    drift = Math.max(drift, Math.abs(energy(state) - start));
                }
            }
        }
        return new Arm(
                new Figures(
                        name,
                        field.parameters().length,
                        Simulated.rmse(early, trueEarly),
                        Simulated.rmse(all, trueAll),
                        drift),
                paths);
    }

    static Table table(Result result) {
        Table table = Table.of("model", "parameters", "RMSE, seen", "RMSE, extrapolated", "energy drift");
        for (Figures arm : result.arms()) {
            table.row(
                    arm.name(),
                    Integer.toString(arm.parameters()),
                    String.format(Locale.ROOT, "%.4f", arm.seenError()),
                    String.format(Locale.ROOT, "%.4f", arm.extrapolationError()),
                    String.format(Locale.ROOT, "%.4f", arm.energyDrift()));
        }
        return table;
    }
}
