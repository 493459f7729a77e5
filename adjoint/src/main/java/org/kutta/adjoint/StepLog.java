package org.kutta.adjoint;

import java.util.Arrays;
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
        nodes[0] = t0;
        noteSaves(saveTimes);
    }

    /** Appends an accepted step. */
    void add(double dt, double t) {
        if (steps == dts.length) {
            dts = Arrays.copyOf(dts, 2 * steps);
            nodes = Arrays.copyOf(nodes, 2 * steps + 1);
        }
        dts[steps++] = dt;
        nodes[steps] = t;
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
     * Fills in a whole mesh, split at save times between its nodes.
     *
     * @throws IllegalArgumentException if two save times mean one node
     */
    void addAll(Mesh mesh, double[] saveTimes) {
        double snap = SNAP * Math.abs(mesh.t1() - mesh.t0()) / mesh.steps();
        for (int n = 0; n < mesh.steps(); n++) {
            double next = mesh.t(n + 1);
            boolean split = false;
            while (saves < saveTimes.length && isBefore(saveTimes[saves], next, mesh)) {
                double time = saveTimes[saves];
                if (Math.abs(time - nodes[steps]) <= snap) {
                    saveLastNode(saveTimes);
                } else if (Math.abs(time - next) <= snap) {
                    break;
                } else {
                    add(time - nodes[steps], time);
                    saveLastNode(saveTimes);
                    split = true;
                }
            }
            add(split ? next - nodes[steps] : mesh.dt(n), next);
            while (saves < saveTimes.length && Math.abs(saveTimes[saves] - next) <= snap) {
                saveLastNode(saveTimes);
            }
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
