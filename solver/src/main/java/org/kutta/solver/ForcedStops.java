package org.kutta.solver;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The times at which a step must end, in the order of a solve: stop times, discontinuities and the end. */
final class ForcedStops {

    private final double[] times;
    private final boolean[] jumps;
    private int next;

    ForcedStops(OdeProblem<?> problem) {
        double sign = problem.t1 >= problem.t0 ? 1 : -1;
        double[] discontinuities = problem.extras.discontinuities.toArray();
        times = DoubleStream.concat(
                        DoubleStream.concat(problem.extras.stopTimes.stream(), Arrays.stream(discontinuities)),
                        DoubleStream.of(problem.t1))
                .filter(time -> time != problem.t0)
                .map(time -> sign * time + 0.0) // no negative zero, which distinct would keep
                .sorted()
                .distinct()
                .map(time -> sign * time)
                .toArray();
        jumps = new boolean[times.length];
        for (int i = 0; i < times.length; i++) {
            double time = times[i];
            jumps[i] = Arrays.stream(discontinuities).anyMatch(jump -> jump == time);
        }
    }

    /** The next forced stop; the end of the interval is the last one. */
    double next() {
        return times[next];
    }

    /** Whether the field jumps at the next forced stop. */
    boolean nextIsJump() {
        return jumps[next];
    }

    /** Goes on to the following stop if {@code t} is the next one, and tells whether the field jumps there. */
    boolean passes(double t) {
        return next < times.length && times[next] == t && jumps[next++];
    }

    /** Requires that all stops are nodes of a mesh. */
    void checkNodes(Mesh mesh) {
        int n = 0;
        for (double time : times) {
            while (n <= mesh.steps() && Math.abs(mesh.t(n) - mesh.t0()) < Math.abs(time - mesh.t0())) {
                n++;
            }
            Checks.check(
                    n <= mesh.steps() && mesh.t(n) == time,
                    "stop time",
                    time,
                    "must be a node of the fixed mesh; OdeSolver.onMesh takes a mesh that has it");
        }
    }
}
