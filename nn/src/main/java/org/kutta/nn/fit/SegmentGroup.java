package org.kutta.nn.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Segments that are solved as one batch, since their times agree. */
final class SegmentGroup {
    /** Times closer than this part of a segment's length agree. */
    private static final double SAME = 1e-9;

    private final List<Segment> rows = new ArrayList<>();
    private final double[] times;

    private SegmentGroup(double[] times) {
        this.times = times;
    }

    /** Joins segments of the same times, or of the same times since their start, in the order of the first of each group. */
    static List<SegmentGroup> of(List<Segment> segments, boolean sinceStart) {
        List<SegmentGroup> groups = new ArrayList<>();
        for (Segment segment : segments) {
            double[] times = times(segment, sinceStart);
            groups.stream()
                    .filter(group -> agree(group.times, times))
                    .findFirst()
                    .orElseGet(() -> {
                        SegmentGroup group = new SegmentGroup(times);
                        groups.add(group);
                        return group;
                    })
                    .rows
                    .add(segment);
        }
        return groups;
    }

    private static double[] times(Segment segment, boolean sinceStart) {
        double start = sinceStart ? segment.startTime() : 0;
        double[] times = new double[segment.steps() + 1];
        Arrays.setAll(times, k -> segment.series().times().get(segment.first() + k) - start);
        return times;
    }

    private static boolean agree(double[] a, double[] b) {
        if (a.length != b.length) {
            return false;
        }
        double tolerance = SAME * (a[a.length - 1] - a[0]);
        for (int k = 0; k < a.length; k++) {
            if (Math.abs(a[k] - b[k]) > tolerance) {
                return false;
            }
        }
        return true;
    }

    List<Segment> rows() {
        return rows;
    }

    int size() {
        return times.length;
    }

    double start() {
        return times[0];
    }

    double end() {
        return times[times.length - 1];
    }

    double[] later() {
        return Arrays.copyOfRange(times, 1, times.length);
    }
}
