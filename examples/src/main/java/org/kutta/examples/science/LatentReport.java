package org.kutta.examples.science;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.latent.LatentOde;

/** The page of {@code kutta latent}. */
final class LatentReport {
    private static final int SHOWN = 4;
    private static final int POINTS = 200;

    private LatentReport() {}

    static Report of(LatentCommand.Result result, LatentOde model, List<LatentCommand.Wave> test, double[] losses) {
        return Report.titled("A latent neural ODE of irregular series with gaps")
                .paragraph(String.format(
                        Locale.ROOT,
                        "An encoder reads a series and gives the start of a path in %d latent dimensions; a decoder says what is seen along it. Learned from %d damped waves, judged on %d others, "
                                + "each seen up to time %.0f and foretold to %.0f.",
                        model.latent(),
                        result.train(),
                        result.test(),
                        LatentCommand.SEEN,
                        LatentCommand.END))
                .table(LatentCommand.table(result))
                .heading("Waves not learned from")
                .charts(test.stream()
                        .limit(SHOWN)
                        .map(wave -> chart(model, wave))
                        .toArray(Chart[]::new))
                .heading("Training")
                .charts(Chart.of("Training", "epoch", "negative evidence bound / nats")
                        .curve("loss", Fitting.countTo(losses.length), losses));
    }

    private static Chart chart(LatentOde model, LatentCommand.Wave wave) {
        double[] times = Simulated.grid(0, LatentCommand.END, POINTS);
        List<double[]> path = model.predict(wave.seen(), times);
        List<double[]> truth = DoubleStream.of(times).mapToObj(wave::at).toList();
        Trajectory seen = wave.seen();
        double[] at = seen.times().toArray();
        return Chart.of(String.format(Locale.ROOT, "A wave of size %.2f", wave.amplitude()), "time", "value")
                .points("first column, seen", at, Simulated.component(seen, 0))
                .points("second column, seen", at, Simulated.component(seen, 1))
                .curve("first, true", times, Simulated.component(truth, 0))
                .curve("second, true", times, Simulated.component(truth, 1))
                .curve("first, latent ODE", times, Simulated.component(path, 0))
                .curve("second, latent ODE", times, Simulated.component(path, 1));
    }
}
