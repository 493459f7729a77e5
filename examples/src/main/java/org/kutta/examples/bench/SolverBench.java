package org.kutta.examples.bench;

import com.google.common.collect.ImmutableList;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.examples.report.Table;
import org.kutta.solver.Checks;
import org.kutta.solver.Solution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench solver}: classical problems on {@code double[]}, Kutta and Hipparchus in turn in one process. */
@Command(
        name = "solver",
        mixinStandardHelpOptions = true,
        description = "Time classical problems, Kutta and Hipparchus in turn in one process: "
                + "Lorenz, Arenstorf's orbit, the Brusselator with diffusion.")
final class SolverBench implements Callable<Integer> {

    private static final int WARM_UP_RUNS = 200;
    private static final int LEAST_WARM_UP_RUNS = 5;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * One timed problem.
     *
     * @param name such as {@code lorenz-dopri5}
     * @param medianMillis median of a whole solve by Kutta
     * @param nfe evaluations of such a solve
     * @param nsPerNfe nanoseconds of such a solve for each evaluation
     * @param peer name of the other library
     * @param peerMedianMillis median of a whole solve by the other library
     * @param peerNfe its evaluations
     * @param bytesPerStep what Kutta allocates for a step more
     */
    record Case(
            String name,
            double medianMillis,
            long nfe,
            double nsPerNfe,
            String peer,
            double peerMedianMillis,
            long peerNfe,
            double bytesPerStep) {

        /** How much longer the other library takes for an evaluation. */
        double speedUp() {
            return (peerMedianMillis / peerNfe) / (medianMillis / nfe);
        }
    }

    /**
     * What the command gives as data.
     *
     * @param cases one for each problem
     */
    record Results(ImmutableList<Case> cases) {}

    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "31",
            description = "Runs to time, after up to " + WARM_UP_RUNS + " to warm up. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--only", paramLabel = "TEXT", description = "Only the problems whose name contains this text.")
    private String only = "";

    @Override
    public Integer call() throws IOException {
        Checks.atLeast("--runs", runs, 1);
        json.check();
        List<SolverCase> problems = SolverCase.all().stream()
                .filter(problem -> problem.name().contains(only))
                .toList();
        Checks.check(!problems.isEmpty(), "--only", only, "must be part of a name such as lorenz-dopri5");
        Results results = new Results(run(problems));
        Table table = Table.of(
                "problem", "median ms", "nfe", "ns/nfe", "Hipparchus ms", "nfe", "speed-up per nfe", "bytes/step");
        for (Case result : results.cases()) {
            table.row(
                    result.name(),
                    number("%.3f", result.medianMillis()),
                    Long.toString(result.nfe()),
                    number("%.1f", result.nsPerNfe()),
                    number("%.3f", result.peerMedianMillis()),
                    Long.toString(result.peerNfe()),
                    number("%.1f", result.speedUp()),
                    number("%.1f", result.bytesPerStep()));
        }
        spec.commandLine().getOut().print(table.text());
        spec.commandLine().getOut().flush();
        json.write(results);
        return 0;
    }

    private ImmutableList<Case> run(List<SolverCase> problems) {
        List<Case> cases = new ArrayList<>();
        try (ProgressDisplay progress =
                ProgressDisplay.begin(spec.commandLine().getErr(), "bench solver", problems.size())) {
            for (SolverCase problem : problems) {
                cases.add(time(problem));
                progress.stepTo(cases.size(), problem.name());
            }
        }
        return ImmutableList.copyOf(cases);
    }

    private Case time(SolverCase problem) {
        long begin = System.nanoTime();
        for (int i = 0; i < WARM_UP_RUNS; i++) {
            boolean enough = System.nanoTime() - begin > WARM_UP_NANOS;
            if (i >= LEAST_WARM_UP_RUNS && enough) {
                break;
            }
            problem.solve(1);
            problem.solvePeer();
        }
        double[] millis = new double[runs];
        double[] peerMillis = new double[runs];
        long nfe = 0;
        long peerNfe = 0;
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            nfe = problem.solve(1).stats().nfe();
            long middle = System.nanoTime();
            peerNfe = problem.solvePeer();
            long end = System.nanoTime();
            millis[i] = (middle - start) / 1e6;
            peerMillis[i] = (end - middle) / 1e6;
        }
        double median = median(millis);
        return new Case(
                problem.name(),
                median,
                nfe,
                1e6 * median / nfe,
                "hipparchus",
                median(peerMillis),
                peerNfe,
                bytesPerStep(problem));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
    }

    /** A solve of the whole interval against one of half of it: what a solve takes once cancels. */
    private static double bytesPerStep(SolverCase problem) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Solution<double[]> half = problem.solve(0.5);
        long between = THREADS.getCurrentThreadAllocatedBytes();
        Solution<double[]> whole = problem.solve(1);
        long after = THREADS.getCurrentThreadAllocatedBytes();
        long steps = whole.stats().accepted() - half.stats().accepted();
        return ((after - between) - (between - before)) / (double) steps;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
