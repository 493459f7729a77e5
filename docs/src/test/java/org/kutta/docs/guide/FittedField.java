package org.kutta.docs.guide;

// region: program
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.kutta.nn.fit.FitSettings;
import org.kutta.nn.fit.Segments;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.fit.TrajectoryTrainable;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.train.Trainer;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.learning.config.Adam;

/** Learns the field of a damped oscillator from what was seen of it, and goes on where the data end. */
final class FittedField {

    public static void main(String[] args) {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-6, 1e-6);
        double[] times = IntStream.rangeClosed(0, 40).mapToDouble(i -> 0.1 * i).toArray();
        List<Trajectory> seen = new ArrayList<>();
        for (double[] start : new double[][] {{2, 0}, {0, 2}, {-1, 1}}) {
            List<double[]> states =
                    solver.save(Save.at(times)).solve(truth(), 0, 4, start).states();
            seen.add(Trajectory.of(times, states));
        }

        Sequential layers = Sequential.of(Dense.of(16), new Tanh(), Dense.of(2));
        HeapField field = HeapField.of(layers, 2, 1);
        try (TrajectoryTrainable<double[]> fit = TrajectoryTrainable.onHeap(field, seen, FitSettings.defaults())) {
            Trainer.with(new Adam(0.01)).epochs(600).fit(fit, Segments.oneByOne(seen)).epochs().stream()
                    .filter(epoch -> (epoch.epoch() + 1) % 200 == 0)
                    .forEach(epoch -> System.out.printf(
                            Locale.ROOT, "epoch %d: mean square error %.0e%n", epoch.epoch() + 1, epoch.meanLoss()));

            double[] learned = fit.forecast(0, 6).states().get(0).toArray();
            double[] true6 = solver.solve(truth(), 0, 6, new double[] {2, 0}).finalState();
            System.out.printf(
                    Locale.ROOT,
                    "at t = 6, half as long again as was seen: (%.2f, %.2f), truly (%.2f, %.2f)%n",
                    learned[0],
                    learned[1],
                    true6[0],
                    true6[1]);
        }
    }

    private static VectorField<double[]> truth() {
        return (t, y, dydt) -> {
            dydt[0] = y[1];
            dydt[1] = -2 * y[0] - 0.3 * y[1];
        };
    }
}
// endregion
