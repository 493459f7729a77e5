package org.kutta.examples.science;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.nn.fit.Trajectory;

/** The page of {@code kutta spiral}. */
final class SpiralReport {
    private static final int POINTS = 400;

    private SpiralReport() {}

    /** {@return the times of a drawn path} */
    static double[] times() {
        return Simulated.grid(0, SpiralCommand.END, POINTS);
    }

    static Report of(
            SpiralCommand.Result result, Trajectory seen, List<SpiralCommand.Frame> frames, List<double[]> other) {
        return Report.titled("A spiral learned from noisy points")
                .paragraph(String.format(
                        Locale.ROOT,
                        "A neural ODE learned from %d points of one path, up to time %.0f. The field cubes its input, as the true one does; everything else is a network.",
                        seen.size(),
                        SpiralCommand.SEEN))
                .table(SpiralCommand.table(result))
                .heading("From the first epoch to the last")
                .charts(slider(seen, frames), other(other))
                .heading("Over time")
                .charts(overTime(seen, frames));
    }

    private static Chart slider(Trajectory seen, List<SpiralCommand.Frame> frames) {
        List<double[]> truth = Simulated.solve(SpiralCommand.TRUTH, SpiralCommand.START, times());
        SpiralCommand.Frame last = frames.get(frames.size() - 1);
        List<Map<String, Object>> steps = new ArrayList<>();
        for (SpiralCommand.Frame frame : frames) {
            Map<String, Object> path = Map.of(
                    "x",
                    List.of(Simulated.component(frame.path(), 0)),
                    "y",
                    List.of(Simulated.component(frame.path(), 1)));
            steps.add(Map.of(
                    "label", Integer.toString(frame.epoch()), "method", "restyle", "args", List.of(path, new int[] {2
                    })));
        }
        return Chart.of("Move the slider", "", "second component")
                .curve("true", Simulated.component(truth, 0), Simulated.component(truth, 1))
                .points("seen", Simulated.component(seen, 0), Simulated.component(seen, 1))
                .curve("learned", Simulated.component(last.path(), 0), Simulated.component(last.path(), 1))
                .layout("legend", Map.of("orientation", "h", "x", 0, "y", 1.02, "yanchor", "bottom"))
                .layout(
                        "sliders",
                        List.of(Map.of(
                                "steps",
                                steps,
                                "active",
                                frames.size() - 1,
                                "currentvalue",
                                Map.of("prefix", "epoch "),
                                "pad",
                                Map.of("t", 30))))
                .caption(
                        "First component to the right. The slider goes through the epochs of solving; the fit of slopes comes before.");
    }

    private static Chart other(List<double[]> learned) {
        double[] times = Simulated.grid(0, SpiralCommand.SEEN, learned.size());
        List<double[]> truth = Simulated.solve(SpiralCommand.TRUTH, SpiralCommand.OTHER, times);
        return Chart.of("From another start", "first component", "second component")
                .curve("true", Simulated.component(truth, 0), Simulated.component(truth, 1))
                .curve("learned", Simulated.component(learned, 0), Simulated.component(learned, 1))
                .caption("A path that was never seen.");
    }

    private static Chart overTime(Trajectory seen, List<SpiralCommand.Frame> frames) {
        double[] times = times();
        List<double[]> truth = Simulated.solve(SpiralCommand.TRUTH, SpiralCommand.START, times);
        return Chart.of("First component", "time", "first component")
                .curve("true", times, Simulated.component(truth, 0))
                .points("seen", seen.times().toArray(), Simulated.component(seen, 0))
                .curve(
                        "learned",
                        times,
                        Simulated.component(frames.get(frames.size() - 1).path(), 0))
                .caption("Behind the last point it is a forecast.");
    }
}
