package org.kutta.adjoint;

import com.google.common.primitives.Doubles;
import java.util.Arrays;
import java.util.Collections;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;

/** The accepted steps of the last solve and which of their nodes were saved, in arrays that are used again. */
final class StepLog {
    /** A save time this close to a node of a fixed mesh, in steps, means the node. */
    private static final double SNAP = 1e-9;

    /** A node and a step size. */
    static final long BYTES_PER_STEP = 16;

    private double[] nodes = new double[17];
    private double[] dts = new double[16];
    private int steps;
    private int[] saveNodes = new int[0];
    private int saves;
    /** Jumps of the field in the order of the solve, how many of them were met, and the node each of those fell on. */
    private double[] jumps = new double[0];

    private int[] jumpNodes = new int[0];
    private int jumpsMet;

    /** Begins a solve; save times must be monotone from t0 towards t1. */
    void start(double t0, double t1, double[] saveTimes) {
        Checks.finite("t0", t0);
        Checks.finite("t1", t1);
        double sign = Math.signum(t1 - t0);
        for (int i = 0; i < saveTimes.length; i++) {
            double time = saveTimes[i];
            Checks.check(
                    time >= Math.min(t0, t1) && time <= Math.max(t0, t1),
                    "save time",
                    time,
                    "must be within [" + t0 + ", " + t1 + "]");
            Checks.check(
                    i == 0 || (time - saveTimes[i - 1]) * sign > 0,
                    "save time",
                    time,
                    "must come after the one before it in the direction of the solve");
        }
        if (saveNodes.length < saveTimes.length) {
            saveNodes = new int[saveTimes.length];
        }
        Arrays.fill(saveNodes, -1);
        saves = 0;
        steps = 0;
        jumps = new double[0];
        jumpsMet = 0;
        nodes[0] = t0;
        noteSaves(saveTimes);
    }

    /** Tells a solve that has begun where its field jumps: increasing times from one end of the interval to the other. */
    void setJumps(double[] increasing, double t1) {
        double first = Math.min(nodes[0], t1);
        double last = Math.max(nodes[0], t1);
        for (int i = 0; i < increasing.length; i++) {
            double time = increasing[i];
            Checks.check(
                    time >= first && time <= last && (i == 0 || time > increasing[i - 1]),
                    "discontinuity of the field",
                    time,
                    "must be within [" + first + ", " + last + "] and after the one before it");
        }
        jumps = increasing.clone();
        if (t1 < nodes[0]) {
            Collections.reverse(Doubles.asList(jumps));
        }
        jumpNodes = new int[jumps.length];
        noteJump();
    }

    private void noteJump() {
        if (jumpsMet < jumps.length && jumps[jumpsMet] == nodes[steps]) {
            jumpNodes[jumpsMet++] = steps;
        }
    }

    /** The jumps, in the order of the solve. */
    double[] jumps() {
        return jumps;
    }

    /** Takes over the jumps of a solve of the same interval the other way. */
    void setJumpsOf(StepLog opposite) {
        jumps = opposite.jumps.clone();
        Collections.reverse(Doubles.asList(jumps));
        jumpNodes = new int[jumps.length];
        noteJumpOf(opposite, opposite.steps);
    }

    /** Marks the last node as one where the opposite solve jumped, if it did so at its node. */
    void noteJumpOf(StepLog opposite, int node) {
        if (jumpsMet < jumps.length && jumps[jumpsMet] == opposite.jumpAt(node)) {
            jumpNodes[jumpsMet++] = steps;
        }
    }

    private double jumpAt(int node) {
        int found = jumpsMet == 0 ? -1 : Arrays.binarySearch(jumpNodes, 0, jumpsMet, node);
        return found < 0 ? Double.NaN : jumps[found];
    }

    /** Where the first stage of a step is evaluated: its start, or right behind a jump there. */
    double stageStart(int step) {
        double jump = jumpAt(step);
        return Double.isNaN(jump) ? nodes[step] : Math.nextAfter(jump, nodes[step + 1]);
    }

    /** Where stages at the end of a step are evaluated: the end, or right before a jump there. */
    double stageEnd(int step) {
        double jump = jumpAt(step + 1);
        return Double.isNaN(jump) ? nodes[step + 1] : Math.nextAfter(jump, nodes[step]);
    }

    /** Appends an accepted step. */
    void add(double dt, double t) {
        if (steps == dts.length) {
            dts = Arrays.copyOf(dts, 2 * steps);
            nodes = Arrays.copyOf(nodes, 2 * steps + 1);
        }
        dts[steps++] = dt;
        nodes[steps] = t;
        noteJump();
    }

    /** Marks the last node as saved if it is the next save time; returns whether it is. */
    boolean noteSaves(double[] saveTimes) {
        boolean saved = saves < saveTimes.length && saveTimes[saves] == nodes[steps];
        if (saved) {
            saveNodes[saves++] = steps;
        }
        return saved;
    }

    /**
     * Fills in a whole mesh, split at save times and jumps between its nodes.
     *
     * @throws IllegalArgumentException if two save times mean one node
     */
    void addAll(Mesh mesh, double[] saveTimes) {
        double snap = SNAP * Math.abs(mesh.t1() - mesh.t0()) / mesh.steps();
        for (int n = 0; n < mesh.steps(); n++) {
            double next = mesh.t(n + 1);
            boolean split = false;
            for (double time = nextStop(saveTimes, mesh);
                    isBefore(time, next, mesh);
                    time = nextStop(saveTimes, mesh)) {
                if (Math.abs(time - nodes[steps]) <= snap) {
                    meet(time, saveTimes);
                } else if (Math.abs(time - next) <= snap) {
                    break;
                } else {
                    add(time - nodes[steps], time);
                    meet(time, saveTimes);
                    split = true;
                }
            }
            add(split ? next - nodes[steps] : mesh.dt(n), next);
            for (double time = nextStop(saveTimes, mesh);
                    Math.abs(time - next) <= snap;
                    time = nextStop(saveTimes, mesh)) {
                meet(time, saveTimes);
            }
        }
    }

    /** The next save time or jump, NaN if there is none left. */
    private double nextStop(double[] saveTimes, Mesh mesh) {
        double save = saves < saveTimes.length ? saveTimes[saves] : Double.NaN;
        double jump = jumpsMet < jumps.length ? jumps[jumpsMet] : Double.NaN;
        if (Double.isNaN(save) || Double.isNaN(jump)) {
            return Double.isNaN(save) ? jump : save;
        }
        return isBefore(jump, save, mesh) ? jump : save;
    }

    /** Ties a save time, a jump, or both at once, to the last node. */
    private void meet(double time, double[] saveTimes) {
        if (saves < saveTimes.length && saveTimes[saves] == time) {
            saveLastNode(saveTimes);
        }
        if (jumpsMet < jumps.length && jumps[jumpsMet] == time) {
            jumpNodes[jumpsMet++] = steps;
        }
    }

    /** A node has one saved state, so that each state that is saved has one cotangent. */
    private void saveLastNode(double[] saveTimes) {
        Checks.check(
                saves == 0 || saveNodes[saves - 1] != steps,
                "save times %s and %s are less than a billionth of a step from one node of the mesh, %s: keep one of them",
                saves == 0 ? Double.NaN : saveTimes[saves - 1],
                saveTimes[saves],
                nodes[steps]);
        saveNodes[saves++] = steps;
    }

    private static boolean isBefore(double time, double node, Mesh mesh) {
        return mesh.t1() > mesh.t0() ? time < node : time > node;
    }

    int steps() {
        return steps;
    }

    double t(int node) {
        return nodes[node];
    }

    double dt(int step) {
        return dts[step];
    }

    /** How many save times have been met. */
    int saves() {
        return saves;
    }

    int saveNode(int save) {
        return saveNodes[save];
    }

    long bytes() {
        return BYTES_PER_STEP * (steps + 1);
    }

    /** The steps as a value; there is at least one. */
    Mesh toMesh() {
        return Mesh.of(Arrays.copyOf(nodes, steps + 1), Arrays.copyOf(dts, steps));
    }
}
