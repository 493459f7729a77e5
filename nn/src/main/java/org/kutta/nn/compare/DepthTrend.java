package org.kutta.nn.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.kutta.solver.Checks;

/**
 * How {@link DepthSmoothness} grows with depth over a family of stacks: the slopes of straight lines through the logarithms.
 *
 * @param parameters slope of the parameters' statistic
 * @param outputs slope of the outputs' statistic
 */
public record DepthTrend(double parameters, double outputs) {

    /** What a slope stands for. */
    public enum Regime {
        /** Near 0: the stacks approach an ordinary differential equation. */
        ODE,
        /** Near one half: weights walk at random over depth, as in a stochastic equation. */
        SDE,
        /** Near 1: neighbouring weights have nothing to do with each other, and there is no limit. */
        NEITHER
    }

    /**
     * Fits the lines.
     *
     * @param family statistics of stacks of at least two depths
     * @return the slopes
     */
    public static DepthTrend of(List<DepthSmoothness> family) {
        Checks.check(
                family.stream().mapToInt(DepthSmoothness::steps).distinct().count() >= 2,
                "depths",
                family.stream().map(DepthSmoothness::steps).toList(),
                "must be two or more");
        return new DepthTrend(slope(family, DepthSmoothness::parameters), slope(family, DepthSmoothness::outputs));
    }

    private static double slope(List<DepthSmoothness> family, ToDoubleFunction<DepthSmoothness> statistic) {
        double meanX = family.stream()
                .mapToDouble(one -> Math.log(one.steps()))
                .average()
                .orElse(0);
        double meanY = family.stream()
                .mapToDouble(one -> Math.log(statistic.applyAsDouble(one)))
                .average()
                .orElse(0);
        double products = 0;
        double squares = 0;
        for (DepthSmoothness one : family) {
            double x = Math.log(one.steps()) - meanX;
            products += x * (Math.log(statistic.applyAsDouble(one)) - meanY);
            squares += x * x;
        }
        return products / squares;
    }

    /** {@return what the slope of the parameters stands for, the borders at a quarter and three quarters} */
    public Regime regime() {
        return parameters < 0.25 ? Regime.ODE : parameters < 0.75 ? Regime.SDE : Regime.NEITHER;
    }
}
