package org.kutta.solver;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and steps of a solve as data: {@code t(n)} and {@code dt(n)} both stored, so that a solver, a residual stack
 * and a gradient method run on the same doubles.
 *
 * <p>A uniform mesh has the nodes {@code t0 + n * dt}, never a running sum, and the last node exactly {@code t1}; it takes
 * no memory per node. The steps of a backward mesh are negative. Immutable.
 */
public final class Mesh {

    private static final double[] NONE = new double[0];

    /** What rounding may do to the difference of two nodes, in units of the last place of the largest. */
    private static final double ROUNDING_ULPS = 8;

    private final int steps;
    private final double t0;
    private final double t1;
    private final double dt;
    private final double lastDt;
    private final double[] nodes;
    private final double[] dts;

    private Mesh(int steps, double t0, double t1, double dt, double lastDt, double[] nodes, double[] dts) {
        this.steps = steps;
        this.t0 = t0;
        this.t1 = t1;
        this.dt = dt;
        this.lastDt = lastDt;
        this.nodes = nodes;
        this.dts = dts;
        checkMonotone();
    }

    /**
     * {@return a mesh of equal steps {@code dt = (t1 - t0) / steps}}
     *
     * @param t0 first node
     * @param t1 last node, may be before {@code t0}
     * @param steps number of steps, at least 1
     * @throws IllegalArgumentException if an argument is out of range, or if the steps are too small to change {@code t}
     */
    public static Mesh uniform(double t0, double t1, int steps) {
        Checks.finite("t0", t0);
        Checks.finite("t1", t1);
        Checks.atLeast("steps", steps, 1);
        Checks.check(t0 != t1, "t1", t1, "must not be t0");
        double dt = (t1 - t0) / steps;
        return new Mesh(steps, t0, t1, dt, dt, NONE, NONE);
    }

    /**
     * {@return a mesh of steps of a given size, the last one shorter where the size does not divide the interval}
     *
     * <p>A remainder below a thousandth of {@code dt} is no step of its own: the last step takes it in.
     *
     * @param t0 first node
     * @param t1 last node, may be before {@code t0}
     * @param dt size of a step, greater than 0 whatever the direction
     */
    public static Mesh stepping(double t0, double t1, double dt) {
        Checks.finite("t0", t0);
        Checks.finite("t1", t1);
        Checks.positive("dt", dt);
        Checks.check(t0 != t1, "t1", t1, "must not be t0");
        double count = Math.max(1, Math.ceil(Math.abs(t1 - t0) / dt - 1e-3));
        Checks.check(count < Integer.MAX_VALUE, "dt", dt, "needs more than 2^31 steps for the interval");
        double signed = Math.copySign(dt, t1 - t0);
        double rest = t1 - (t0 + (count - 1) * signed);
        // rounding alone leaves a whole step
        double last = Math.abs(rest - signed) <= rounding(t0, t1) ? signed : rest;
        return new Mesh((int) count, t0, t1, signed, last, NONE, NONE);
    }

    /**
     * {@return a mesh of given nodes, with the steps {@code nodes[n + 1] - nodes[n]}}
     *
     * @param nodes nodes, strictly increasing or strictly decreasing, at least 2; copied
     */
    public static Mesh of(double... nodes) {
        double[] dts = new double[Math.max(0, nodes.length - 1)];
        for (int n = 0; n < dts.length; n++) {
            dts[n] = nodes[n + 1] - nodes[n];
        }
        return of(nodes, dts);
    }

    /**
     * {@return a mesh of given nodes and steps, as a solve has recorded them}
     *
     * <p>Each step must be the difference of its nodes, but for rounding: a few units in the last place of the node that is largest in magnitude.
     *
     * @param nodes nodes, strictly increasing or strictly decreasing, at least 2; copied
     * @param dts steps, one fewer; copied
     */
    public static Mesh of(double[] nodes, double[] dts) {
        Checks.check(nodes.length >= 2, "number of nodes", nodes.length, "must be >= 2");
        Checks.check(
                dts.length == nodes.length - 1,
                "a mesh of %s nodes has %s steps, not %s",
                nodes.length,
                nodes.length - 1,
                dts.length);
        for (double node : nodes) {
            Checks.finite("node", node);
        }
        return new Mesh(dts.length, nodes[0], nodes[dts.length], Double.NaN, Double.NaN, nodes.clone(), dts.clone());
    }

    private static double rounding(double t0, double t1) {
        return ROUNDING_ULPS * Math.ulp(Math.max(Math.abs(t0), Math.abs(t1)));
    }

    private void checkMonotone() {
        double sign = Math.signum(t1 - t0);
        if (nodes.length == 0) {
            double shortest = Math.min(Math.abs(dt), Math.abs(t1 - t(steps - 1)));
            double resolution = Math.ulp(Math.max(Math.abs(t0), Math.abs(t1)));
            Checks.check(
                    shortest >= resolution && (t1 - t(steps - 1)) * sign > 0,
                    "step",
                    dt,
                    "is below the spacing of doubles between t0 and t1");
            return;
        }
        double rounding = rounding(t0, t1);
        for (int n = 0; n < steps; n++) {
            Checks.check(
                    (t(n + 1) - t(n)) * sign > 0,
                    "nodes %s and %s (%s, %s) must be strictly monotone",
                    n,
                    n + 1,
                    t(n),
                    t(n + 1));
            Checks.check(dt(n) * sign > 0, "step", dt(n), "must have the direction of the mesh");
            Checks.check(
                    Math.abs(dt(n) - (t(n + 1) - t(n))) <= rounding,
                    "step %s (%s) must be the difference of nodes %s and %s (%s, %s)",
                    n,
                    dt(n),
                    n,
                    n + 1,
                    t(n),
                    t(n + 1));
        }
    }

    /** {@return the number of steps, one fewer than nodes} */
    public int steps() {
        return steps;
    }

    /** {@return the first node} */
    public double t0() {
        return t0;
    }

    /** {@return the last node} */
    public double t1() {
        return t1;
    }

    /**
     * {@return a node}
     *
     * @param n index of the node, 0 to {@link #steps}
     */
    public double t(int n) {
        if (nodes.length > 0) {
            return nodes[n];
        }
        return n == steps ? t1 : t0 + n * dt;
    }

    /**
     * {@return the signed size of a step}
     *
     * @param n index of the step, 0 to {@code steps() - 1}
     */
    public double dt(int n) {
        if (dts.length > 0) {
            return dts[n];
        }
        return n == steps - 1 ? lastDt : dt;
    }

    /**
     * {@return the time of a stage in a step of this mesh}
     *
     * @param c node of the stage in the tableau
     * @param n index of the step
     * @see #stageTime(double, double, double, double)
     */
    public double stageTime(double c, int n) {
        return stageTime(c, t(n), dt(n), t(n + 1));
    }

    /**
     * {@return the time of a stage: {@code t} for {@code c = 0}, {@code tNext} for {@code c = 1}, {@code t + c * dt}
     * clamped into the step for {@code c} in between}
     *
     * <p>Clamping only takes rounding away. A scheme with a node outside {@code [0, 1]} (such as Verner's 8(9), with 4/3)
     * loses its order when it is not evaluated there, so those nodes are not clamped.
     *
     * @param c node of the stage in the tableau
     * @param t start of the step
     * @param dt signed size of the step
     * @param tNext end of the step
     */
    public static double stageTime(double c, double t, double dt, double tNext) {
        if (c == 1) {
            return tNext;
        }
        double time = t + c * dt;
        if (c < 0 || c > 1) {
            return time;
        }
        return dt > 0 ? Math.min(time, tNext) : Math.max(time, tNext);
    }

    /** {@return the mesh whose steps are the halves of this one's; it has all of this one's nodes, to the bit} */
    public Mesh halved() {
        if (nodes.length == 0 && dt == lastDt && dt == (t1 - t0) / steps) {
            return uniform(t0, t1, 2 * steps);
        }
        double[] halfNodes = new double[2 * steps + 1];
        double[] halfSteps = new double[2 * steps];
        for (int n = 0; n < steps; n++) {
            halfNodes[2 * n] = t(n);
            halfNodes[2 * n + 1] = t(n) + dt(n) / 2;
            halfSteps[2 * n] = dt(n) / 2;
            halfSteps[2 * n + 1] = dt(n) / 2;
        }
        halfNodes[2 * steps] = t1;
        return of(halfNodes, halfSteps);
    }

    /** {@return whether the other mesh has the same nodes and the same steps, to the bit} */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Mesh mesh) || mesh.steps != steps || Double.compare(mesh.t1, t1) != 0) {
            return false;
        }
        for (int n = 0; n < steps; n++) {
            if (Double.compare(t(n), mesh.t(n)) != 0 || Double.compare(dt(n), mesh.dt(n)) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Objects.hash(steps, t0, t1);
    }

    /** {@return a short description for messages} */
    @Override
    public String toString() {
        return "Mesh[" + t0 + " .. " + t1 + ", " + steps + " steps]";
    }
}
