package org.kutta.nn.fit;

import org.kutta.solver.Checks;

/**
 * A stretch of an observed series, solved from its first time to its last.
 *
 * @param series the series
 * @param first index of its first observation
 * @param last index of its last one, after the first
 */
public record Segment(Trajectory series, int first, int last) {

    /**
     * Checks the indices.
     *
     * @param series the series
     * @param first first index
     * @param last last index
     */
    public Segment {
        Checks.check(
                first >= 0 && first < last && last < series.size(),
                "a segment must go on in time within its series of %s observations, but goes from %s to %s",
                series.size(),
                first,
                last);
    }

    /**
     * {@return a whole series}
     *
     * @param series a series of at least 2 observations
     */
    public static Segment whole(Trajectory series) {
        return new Segment(series, 0, series.size() - 1);
    }

    double startTime() {
        return series.times().get(first);
    }

    double endTime() {
        return series.times().get(last);
    }

    int steps() {
        return last - first;
    }

    boolean isObservedAtStart() {
        for (int i = 0; i < series.features(); i++) {
            if (!series.isObserved(first, i)) {
                return false;
            }
        }
        return true;
    }
}
