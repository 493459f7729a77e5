package org.kutta.examples.science;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.kutta.nn.fit.Trajectory;
import org.kutta.solver.Checks;

/**
 * Series without their ends.
 *
 * @param seen what is left of each
 */
record HeldOut(List<Trajectory> seen) {
    /**
     * Takes the last part of the times off each series.
     *
     * @param data the series
     * @param part how much of each, at least 0 and below 1; above 0, one time at least
     * @param least times that must be left of each
     */
    static HeldOut of(SeriesData data, double part, int least) {
        ImmutableList.Builder<Trajectory> seen = ImmutableList.builder();
        for (Trajectory one : data.series()) {
            int taken = part == 0 ? 0 : Math.max(1, (int) Math.round(part * one.size()));
            int left = one.size() - taken;
            Checks.check(
                    left >= least,
                    "%s has %s rows, of which %s are left to learn from: it must keep %s",
                    one.name().isEmpty() ? "the series" : "series " + one.name(),
                    one.size(),
                    Math.max(0, left),
                    least);
            seen.add(one.until(one.times().get(left - 1)));
        }
        HeldOut split = new HeldOut(seen.build());
        for (int i = 0; i < data.columns().size(); i++) {
            Checks.check(
                    SeriesScale.observed(split.seen, i).length > 0,
                    "column (%s) must have a value among those to learn from",
                    data.columns().get(i));
        }
        for (Trajectory one : split.seen) {
            Checks.check(one.observed() > 0, "series %s must have a value among those to learn from", one.name());
        }
        return split;
    }

    /** {@return the last value seen of each column of a series, or a substitute where none was} */
    double[] last(int series, ImmutableDoubleArray substitute) {
        double[] last = substitute.toArray();
        seen.get(series).states().forEach(state -> {
            for (int i = 0; i < last.length; i++) {
                last[i] = Double.isNaN(state.get(i)) ? last[i] : state.get(i);
            }
        });
        return last;
    }

    /** {@return whether anything is held out of a series} */
    boolean isHeldOut(int series, Trajectory whole) {
        return seen.get(series).size() < whole.size();
    }
}
