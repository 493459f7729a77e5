package org.kutta.examples.science;

import java.util.List;
import java.util.Locale;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.nn.fit.Trajectory;

/** The page of {@code kutta pendulum}. */
final class PendulumReport {
    private static final int POINTS = 801;
    /** The start whose path is drawn over time: the widest swing. */
    private static final int SHOWN = 1;

    private PendulumReport() {}

    static double[] times() {
        return Simulated.grid(0, PendulumCommand.END, POINTS);
    }

    /** {@return the index of the first of the times that was not seen} */
    static int firstUnseen() {
        double[] times = times();
        int first = 0;
        while (times[first] <= PendulumCommand.SEEN) {
            first++;
        }
        return first;
    }

    static Report of(PendulumCommand.Result result, List<Trajectory> seen, List<PendulumCommand.Arm> arms) {
        Report report = Report.titled("A pendulum by neural ODEs of first and second order")
                .paragraph(String.format(
                        Locale.ROOT,
                        "Three swings of a pendulum without friction were seen with noise of %.2f, up to time %.0f; the models go on to %.0f.",
                        result.noise(),
                        PendulumCommand.SEEN,
                        PendulumCommand.END))
                .table(PendulumCommand.table(result))
                .heading("How to read this")
                .points(
                        List.of(
                                "The second-order model learns a force of the position alone. Its paths cannot lose energy of their own kind, whatever the network is: that is built in, not learned. The energy "
                                        + "in the table is that of the true pendulum.",
                                "The first-order model must learn from the data that speed is the derivative of position, and that nothing brakes."))
                .heading("Phase portraits");
        report.charts(arms.stream().map(arm -> portrait(arm, seen)).toArray(Chart[]::new));
        return report.heading("Over time").charts(angle(seen, arms), energy(arms));
    }

    private static Chart portrait(PendulumCommand.Arm arm, List<Trajectory> seen) {
        Chart chart = Chart.of("Learned, " + arm.figures().name(), "angle", "speed");
        for (int k = 0; k < seen.size(); k++) {
            List<double[]> path = arm.paths().get(k);
            chart.points(
                            "swing " + (k + 1) + ", seen",
                            Simulated.component(seen.get(k), 0),
                            Simulated.component(seen.get(k), 1))
                    .curve("swing " + (k + 1), Simulated.component(path, 0), Simulated.component(path, 1));
        }
        return chart.caption("To the end of the extrapolation. The true swings are closed lines.");
    }

    private static Chart angle(List<Trajectory> seen, List<PendulumCommand.Arm> arms) {
        double[] times = times();
        Trajectory shown = seen.get(SHOWN);
        List<double[]> truth = Simulated.solve(PendulumCommand.TRUTH, PendulumCommand.STARTS[SHOWN], times);
        Chart chart = Chart.of("The widest swing", "time", "angle")
                .points("seen", shown.times().toArray(), Simulated.component(shown, 0))
                .curve("true", times, Simulated.component(truth, 0));
        arms.forEach(arm -> chart.curve(
                arm.figures().name(), times, Simulated.component(arm.paths().get(SHOWN), 0)));
        return chart;
    }

    private static Chart energy(List<PendulumCommand.Arm> arms) {
        Chart chart = Chart.of("Energy of the widest swing", "time", "energy of the true pendulum");
        arms.forEach(arm -> chart.curve(
                arm.figures().name(),
                times(),
                arm.paths().get(SHOWN).stream()
                        .mapToDouble(PendulumCommand::energy)
                        .toArray()));
        return chart;
    }
}
