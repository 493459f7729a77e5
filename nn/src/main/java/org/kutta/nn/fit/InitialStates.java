package org.kutta.nn.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.kutta.adjoint.ParameterLayout;

/** Where the learned initial states lie in the parameters: behind those of the field, one vector for each series, segment by segment. */
final class InitialStates {
    private final FitSettings settings;
    private final List<Trajectory> series;
    private final IdentityHashMap<Trajectory, Integer> offsets = new IdentityHashMap<>();
    private final int end;

    InitialStates(FitSettings settings, List<Trajectory> series, long fieldParameters) {
        this.settings = settings;
        this.series = series;
        int offset = Math.toIntExact(fieldParameters);
        if (settings.learnsInitialStates()) {
            for (Trajectory one : series) {
                offsets.put(one, offset);
                offset += segments(one) * one.features();
            }
        }
        this.end = offset;
    }

    private int segments(Trajectory one) {
        int steps = settings.shootingSteps();
        return steps == 0 ? 1 : Math.max(1, (one.size() - 2) / steps + 1);
    }

    /** Number of all parameters, those of the field included. */
    int end() {
        return end;
    }

    /** Offset of the state that starts at an observation, -1 if that state is not learned. */
    int offset(Trajectory one, int first) {
        Integer offset = offsets.get(one);
        int steps = settings.shootingSteps();
        if (offset == null || (steps == 0 ? first != 0 : first % steps != 0)) {
            return -1;
        }
        int index = steps == 0 ? 0 : first / steps;
        return index < segments(one) ? offset + index * one.features() : -1;
    }

    /** Offset of the state that the end of a segment is to meet, -1 if there is none. */
    int next(Segment segment) {
        return settings.shootingSteps() == 0 || offset(segment.series(), segment.first()) < 0
                ? -1
                : offset(segment.series(), segment.last());
    }

    /**
     * Whether the observation at a time of a segment counts in the loss: the first one if the solution could miss it, the last one unless it is the first of the
     * next segment. So each observation counts once.
     */
    boolean counts(Segment segment, int k) {
        if (k == 0) {
            return offset(segment.series(), segment.first()) >= 0;
        }
        return k < segment.steps() || next(segment) < 0;
    }

    /** How messages call a series. */
    @SuppressWarnings("ReferenceEquality") // two equal series are two
    String label(Trajectory one) {
        for (int i = 0; i < series.size(); i++) {
            if (series.get(i) == one) {
                return one.label(i);
            }
        }
        return one.name().isEmpty() ? "a series" : "series " + one.name();
    }

    /** The values they start from, all series one after the other. */
    double[] guesses() {
        List<double[]> all = new ArrayList<>();
        for (Trajectory one : offsets.isEmpty() ? List.<Trajectory>of() : series) {
            for (int k = 0; k < segments(one); k++) {
                all.add(one.guess(k * settings.shootingSteps()));
            }
        }
        return all.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    void addTo(ParameterLayout.Builder layout) {
        for (int i = 0; i < series.size() && !offsets.isEmpty(); i++) {
            layout.add(
                    "initial." + i,
                    (long) segments(series.get(i)) * series.get(i).features());
        }
    }
}
