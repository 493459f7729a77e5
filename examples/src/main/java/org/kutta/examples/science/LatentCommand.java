package org.kutta.examples.science;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.examples.report.Table;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.latent.LatentOde;
import org.kutta.nn.latent.LatentOdeTrainable;
import org.kutta.nn.train.Batches;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kutta latent}: a latent neural ODE of irregular series with gaps. */
@Command(
        name = "latent",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Learn many irregular series with gaps: a latent ODE.",
            "Each series is a damped wave of its own, seen at its own times in two columns of which one or the other is often missing. Judged on series never seen: the values in their "
                    + "gaps, and behind their ends. Writes pictures to kutta-latent.html.",
        })
public final class LatentCommand implements Callable<Integer> {
    static final double NOISE = 0.05;
    static final double SEEN = 4;
    static final double END = 6;
    private static final double DAMPING = 0.15;
    private static final int BATCH = 10;

    /** One wave: what it is, and what is seen of it. */
    record Wave(double amplitude, double phase, Trajectory seen) {
        double[] at(double t) {
            double size = amplitude * Math.exp(-DAMPING * t);
            return new double[] {size * Math.sin(2 * t + phase), size * Math.cos(2 * t + phase)};
        }

        static Wave draw(RandomGenerator random) {
            Wave wave = new Wave(
                    0.5 + random.nextDouble(),
                    2 * Math.PI * random.nextDouble(),
                    Trajectory.of(new double[] {0}, List.of(new double[1])));
            List<Double> times = new ArrayList<>(List.of(0.0));
            while (times.get(times.size() - 1) < SEEN) {
                times.add(times.get(times.size() - 1) + 0.1 + 0.4 * random.nextDouble());
            }
            List<double[]> states = new ArrayList<>();
            for (double t : times.subList(0, times.size() - 1)) {
                double[] state = wave.at(t);
                for (int i = 0; i < 2; i++) {
                    state[i] = random.nextInt(3) == 0 ? Double.NaN : state[i] + NOISE * random.nextGaussian();
                }
                states.add(state);
            }
            double[] at =
                    times.stream().limit(states.size()).mapToDouble(t -> t).toArray();
            return new Wave(wave.amplitude, wave.phase, Trajectory.of(at, states));
        }

        /** {@return the last value seen of each column before or at a time; 0 where there is none} */
        double[] carried(double t) {
            double[] last = new double[2];
            for (int n = 0; n < seen.size() && seen.times().get(n) <= t; n++) {
                for (int i = 0; i < 2; i++) {
                    last[i] = seen.isObserved(n, i) ? seen.states().get(n).get(i) : last[i];
                }
            }
            return last;
        }
    }

    /**
     * What was found: roots of mean square gaps to the truth on waves not learned from.
     *
     * @param train waves learned from
     * @param test waves judged by
     * @param gapError at values that were missing
     * @param gapCarried there, by the last value seen
     * @param extrapolationError behind the ends
     * @param extrapolationCarried there, by the last value seen
     */
    record Result(
            int train,
            int test,
            double gapError,
            double gapCarried,
            double extrapolationError,
            double extrapolationCarried) {}

    @Mixin
    private ScienceOptions options = new ScienceOptions("latent");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public LatentCommand() {}

    @Override
    public Integer call() throws IOException {
        options.check();
        SplittableRandom random = new SplittableRandom(options.seed());
        int batches = options.choose(8, 40);
        List<List<Trajectory>> train = new ArrayList<>();
        for (int b = 0; b < batches; b++) {
            train.add(IntStream.range(0, BATCH)
                    .mapToObj(n -> Wave.draw(random).seen())
                    .toList());
        }
        List<Wave> test =
                IntStream.range(0, 50).mapToObj(n -> Wave.draw(random)).toList();
        LatentOde model = LatentOde.of(2, 4, 20, OdeSolver.fixed(Tableaus.RK4, 20), 2 * NOISE, options.seed());
        double[] losses;
        try (LatentOdeTrainable fit = new LatentOdeTrainable(model, DiscreteAdjoint.storeAll(), 1, options.seed())) {
            losses = new Fitting(spec.commandLine().getErr())
                    .fit("latent ODE", 0.01, options.choose(60, 300), fit, Batches.of(train), epoch -> {});
        }
        Result result = judge(model, batches * BATCH, test);
        PrintWriter out = spec.commandLine().getOut();
        out.print(table(result).text());
        options.write(result, () -> LatentReport.of(result, model, test, losses))
                .ifPresent(path -> out.printf("%nThe pictures are in %s%n", path));
        out.flush();
        return ExitCode.OK;
    }

    private static Result judge(LatentOde model, int train, List<Wave> test) {
        Gaps gaps = new Gaps(1);
        Gaps gapsCarried = new Gaps(1);
        Gaps beyond = new Gaps(1);
        Gaps beyondCarried = new Gaps(1);
        double[] later = Simulated.grid(SEEN, END, 21);
        for (Wave wave : test) {
            double[] times = wave.seen().times().toArray();
            List<double[]> path = model.predict(wave.seen(), times);
            for (int n = 0; n < times.length; n++) {
                for (int i = 0; i < 2; i++) {
                    if (!wave.seen().isObserved(n, i)) {
                        gaps.add(0, wave.at(times[n])[i], path.get(n)[i]);
                        gapsCarried.add(0, wave.at(times[n])[i], wave.carried(times[n])[i]);
                    }
                }
            }
            List<double[]> end = model.predict(wave.seen(), later);
            for (int n = 0; n < later.length; n++) {
                for (int i = 0; i < 2; i++) {
                    beyond.add(0, wave.at(later[n])[i], end.get(n)[i]);
                    beyondCarried.add(0, wave.at(later[n])[i], wave.carried(later[n])[i]);
                }
            }
        }
        return new Result(train, test.size(), gaps.of(0), gapsCarried.of(0), beyond.of(0), beyondCarried.of(0));
    }

    static Table table(Result result) {
        return Table.of("RMSE to the truth", "latent ODE", "last value carried on")
                .row("in the gaps", number(result.gapError()), number(result.gapCarried()))
                .row("behind the end", number(result.extrapolationError()), number(result.extrapolationCarried()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
