package org.kutta.examples.science;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.fit.Trajectory;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.Tableaus;

/** Solutions of known fields: the truth behind the examples, and what is seen of it. */
final class Simulated {
    private static final OdeSolver EXACT = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-10, 1e-10);

    private Simulated() {}

    /** {@return so many times, evenly from one to the other} */
    static double[] grid(double first, double last, int count) {
        double[] times = new double[count];
        Arrays.setAll(times, n -> n == count - 1 ? last : first + (last - first) * n / (count - 1));
        return times;
    }

    /** {@return the solution at the times, from the state at the first of them} */
    static List<double[]> solve(VectorField<double[]> truth, double[] start, double[] times) {
        return EXACT.save(Save.at(times))
                .solve(truth, times[0], times[times.length - 1], start)
                .states();
    }

    /** {@return the solution with normal noise on every value} */
    static Trajectory observe(
            VectorField<double[]> truth, double[] start, double[] times, double noise, RandomGenerator random) {
        List<double[]> seen = new ArrayList<>();
        for (double[] state : solve(truth, start, times)) {
            seen.add(Arrays.stream(state)
                    .map(value -> value + noise * random.nextGaussian())
                    .toArray());
        }
        return Trajectory.of(times, seen);
    }

    /** {@return the root of the mean square gap over all times and components} */
    static double rmse(List<double[]> one, List<double[]> other) {
        double sum = 0;
        for (int n = 0; n < one.size(); n++) {
            for (int i = 0; i < one.get(n).length; i++) {
                double gap = one.get(n)[i] - other.get(n)[i];
                sum += gap * gap;
            }
        }
        return Math.sqrt(sum / ((double) one.size() * one.get(0).length));
    }

    /** {@return one component over the times} */
    static double[] component(List<double[]> states, int i) {
        return states.stream().mapToDouble(state -> state[i]).toArray();
    }

    /** {@return one component of what was seen} */
    static double[] component(Trajectory series, int i) {
        return series.states().stream().mapToDouble(state -> state.get(i)).toArray();
    }
}
