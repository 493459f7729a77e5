package org.kutta.adjoint;

import java.util.Collections;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;

/** The gradient of {@code w . y} at the end, or summed over saved states, with {@code w = (0.7, -1.1, 0, ...)}. */
final class TakenGradient {
    final double[] y0;
    final double[] parameters;
    final TimeGradient times;
    final GradientStats stats;

    private TakenGradient(double[] y0, double[] parameters, TimeGradient times, GradientStats stats) {
        this.y0 = y0;
        this.parameters = parameters;
        this.times = times;
        this.stats = stats;
    }

    static TakenGradient of(
            GradientMethod method, OdeSolver solver, AnalyticField field, double t1, double[] y0, double... saveTimes) {
        try (GradientSolve<double[]> solve = method.bind(solver, DoubleArraySpace.INSTANCE, field, y0)) {
            double[] yBar = new double[y0.length];
            double[] pBar = new double[field.p.length];
            solve.forward(0, t1, y0, saveTimes);
            double[] w = new double[y0.length];
            w[0] = 0.7;
            w[1] = -1.1;
            TimeGradient times = saveTimes.length == 0
                    ? solve.backward(w, yBar, pBar)
                    : solve.backward(Collections.nCopies(saveTimes.length, w), yBar, pBar);
            return new TakenGradient(yBar, pBar, times, solve.stats());
        }
    }

    /** The larger of the relative distances in y0 and in the parameters. */
    double distance(TakenGradient other) {
        return Math.max(
                Differences.relativeError(y0, other.y0), Differences.relativeError(parameters, other.parameters));
    }
}
