package org.kutta.examples.science;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.kutta.examples.report.Table;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Cube;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.solver.VectorField;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kutta spiral}: a neural ODE learns the field of a noisy spiral. */
@Command(
        name = "spiral",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Learn a spiral from noisy points of it.",
            "The first part of one path is seen; judged are its rest and a path from another start. Writes pictures, with a slider over the training, to kutta-spiral.html.",
        })
public final class SpiralCommand implements Callable<Integer> {
    static final double NOISE = 0.05;
    static final double SEEN = 15;
    static final double END = 25;
    static final double[] START = {2, 0};
    static final double[] OTHER = {0, 1.6};
    private static final int POINTS = 150;
    private static final int FRAMES = 24;

    /** {@code dy/dt = A y^3}, each component cubed. */
    static final VectorField<double[]> TRUTH = (t, y, dydt) -> {
        double x = y[0] * y[0] * y[0];
        double z = y[1] * y[1] * y[1];
        dydt[0] = -0.1 * x + 2 * z;
        dydt[1] = -2 * x - 0.1 * z;
    };

    /**
     * What was found: roots of mean square gaps to the true paths.
     *
     * @param noise of the points that were learned from
     * @param seenError on the part that was seen
     * @param heldOutError on the rest of the path, from the same learned start
     * @param otherError on a path from another start
     */
    record Result(double noise, double seenError, double heldOutError, double otherError) {}

    /** The learned path after some epochs. */
    record Frame(int epoch, List<double[]> path) {}

    @Mixin
    private ScienceOptions options = new ScienceOptions("spiral");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public SpiralCommand() {}

    @Override
    public Integer call() throws IOException {
        options.check();
        Trajectory seen = Simulated.observe(
                TRUTH, START, Simulated.grid(0, SEEN, POINTS), NOISE, new SplittableRandom(options.seed()));
        HeapField field =
                HeapField.of(Sequential.of(new Cube(), Dense.of(32), new Tanh(), Dense.of(2)), 2, options.seed());
        int epochs = options.choose(40, 300);
        int every = Math.max(1, 2 * epochs / FRAMES);
        double[] times = SpiralReport.times();
        List<Frame> frames = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        try (Stages.Fitted fitted = new Stages(epochs)
                .fit(
                        "spiral",
                        field,
                        List.of(seen),
                        new Fitting(spec.commandLine().getErr()),
                        (epoch, fit) -> {
                            if (epoch % every == 0 || epoch == 2 * epochs - 1) {
                                frames.add(new Frame(epoch + 1, states(fit.forecast(0, times))));
                            }
                        })) {
            double[] early = Simulated.grid(0, SEEN, 300);
            double[] late = Simulated.grid(SEEN, END, 200);
            List<double[]> truth = Simulated.solve(TRUTH, START, new double[] {0, SEEN});
            Result result = new Result(
                    NOISE,
                    Simulated.rmse(states(fitted.solutions().forecast(0, early)), Simulated.solve(TRUTH, START, early)),
                    Simulated.rmse(
                            states(fitted.solutions().forecast(0, late)), Simulated.solve(TRUTH, truth.get(1), late)),
                    Simulated.rmse(
                            states(fitted.solutions().forecast(seen, OTHER, early)),
                            Simulated.solve(TRUTH, OTHER, early)));
            out.print(table(result).text());
            options.write(
                            result,
                            () -> SpiralReport.of(
                                    result,
                                    seen,
                                    frames,
                                    states(fitted.solutions().forecast(seen, OTHER, early))))
                    .ifPresent(path -> out.printf("%nThe pictures are in %s%n", path));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static List<double[]> states(Trajectory series) {
        return series.states().stream().map(state -> state.toArray()).toList();
    }

    static Table table(Result result) {
        return Table.of("path", "RMSE to the truth")
                .row("seen, with noise of " + result.noise(), number(result.seenError()))
                .row("its rest, held out", number(result.heldOutError()))
                .row("from another start", number(result.otherError()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
