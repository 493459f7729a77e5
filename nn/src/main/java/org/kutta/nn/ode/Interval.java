package org.kutta.nn.ode;

import org.kutta.solver.Checks;

/** Where in an interval a time is. */
final class Interval {
    private Interval() {}

    static void check(double t0, double t1) {
        Checks.finite("t0", t0);
        Checks.finite("t1", t1);
        Checks.check(t0 != t1, "t1", t1, "must not be t0");
    }

    /** 0 at the beginning, 1 at the end; no less and no more. */
    static double share(double t0, double t1, double t) {
        return Math.min(1, Math.max(0, (t - t0) / (t1 - t0)));
    }

    /** Whether a time is in the interval. */
    static boolean has(double t0, double t1, double t) {
        double share = (t - t0) / (t1 - t0);
        return share >= 0 && share <= 1;
    }
}
