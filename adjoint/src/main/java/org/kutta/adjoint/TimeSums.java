package org.kutta.adjoint;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;

/**
 * Sums the cotangents of steps to those of the times that span the mesh.
 *
 * <p>Between two neighbouring times {@code a} and {@code b} (the ends, and the save times in between) the nodes are
 * {@code a + s_n (b - a)} with fixed {@code s_n}, so a step contributes {@code (1 - s_n) tBar - ds_n dtBar} to {@code a}
 * and {@code s_n tBar + ds_n dtBar} to {@code b}.
 */
final class TimeSums {
    private final StepLog log;
    private double[] bars = new double[2];
    private int times;
    /** Index of the time at the start of the present segment; segments are visited last first. */
    private int segment;

    TimeSums(StepLog log) {
        this.log = log;
    }

    /** Begins a reversal. Times are t0, the save times and t1, numbered in this order. */
    void start() {
        times = log.saves() + 2;
        if (bars.length < times) {
            bars = new double[times];
        }
        Arrays.fill(bars, 0, times, 0);
        segment = times - 2;
    }

    private int node(int time) {
        return time == 0 ? 0 : time == times - 1 ? log.steps() : log.saveNode(time - 1);
    }

    /** Adds what a step contributes; steps come in reverse order. */
    void add(int step, double tBar, double dtBar) {
        while (node(segment) > step) {
            segment--;
        }
        double a = log.t(node(segment));
        double length = log.t(node(segment + 1)) - a;
        double s = (log.t(step) - a) / length;
        double ds = log.dt(step) / length;
        bars[segment] += (1 - s) * tBar - ds * dtBar;
        bars[segment + 1] += s * tBar + ds * dtBar;
    }

    /** Adds to the cotangents of the ends, for a solve without steps. */
    void addEnds(double t0Bar, double t1Bar) {
        bars[0] += t0Bar;
        bars[times - 1] += t1Bar;
    }

    /** The sums; a save time at an end of the interval hands its own to that end. */
    TimeGradient result() {
        double t0 = bars[0];
        double t1 = bars[times - 1];
        ImmutableDoubleArray.Builder saves = ImmutableDoubleArray.builder(log.saves());
        for (int i = 0; i < log.saves(); i++) {
            int node = log.saveNode(i);
            double own = bars[i + 1];
            if (node == 0) {
                t0 += own;
                own = 0;
            } else if (node == log.steps()) {
                t1 += own;
                own = 0;
            }
            saves.add(own);
        }
        return new TimeGradient(t0, t1, saves.build());
    }
}
