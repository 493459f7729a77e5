package org.kutta.solver;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.dense.DenseOutput;

/** Keeps of a solve what {@link Save} asks for. */
final class Recorder<S> {

    private final Save save;
    private final StateSpace<S> space;
    private final double direction;
    private final ImmutableDoubleArray.Builder times = ImmutableDoubleArray.builder();
    private final List<S> states = new ArrayList<>();
    private final DenseOutput.@Nullable Builder<S> dense;
    private int nextTime;

    private double[] nodes = new double[0];
    private double[] dts = new double[0];
    private int steps;

    Recorder(Save save, OdeProblem<S> problem) {
        this.save = save;
        this.space = problem.space;
        this.direction = problem.t1 >= problem.t0 ? 1 : -1;
        this.dense = save.savesDense() ? new DenseOutput.Builder<>(space) : null;
        for (int i = 0; i < save.times().length(); i++) {
            double time = save.times().get(i);
            Checks.check(
                    time >= Math.min(problem.t0, problem.t1) && time <= Math.max(problem.t0, problem.t1),
                    "saved time",
                    time,
                    "must be within [" + problem.t0 + ", " + problem.t1 + "]");
            Checks.check(
                    i == 0 || (time - save.times().get(i - 1)) * direction > 0,
                    "saved time",
                    time,
                    "must come after the one before it in the direction of the solve");
        }
    }

    /** Whether nothing is to be done at any step. */
    boolean isIdle() {
        return !save.savesSteps()
                && !save.savesMesh()
                && !save.savesDense()
                && save.times().isEmpty();
    }

    void start(double t0, S y0) {
        if (save.savesMesh()) {
            nodes = new double[16];
            dts = new double[16];
            nodes[0] = t0;
        }
        if (save.savesSteps()) {
            keep(t0, y0);
        }
        if (nextTime < save.times().length() && save.times().get(nextTime) == t0) {
            nextTime++;
            keep(t0, y0);
        }
    }

    private void keep(double time, S state) {
        S copy = space.zerosLike(state);
        space.copy(state, copy);
        times.add(time);
        states.add(copy);
    }

    void accepted(OdeIntegration<S> solve) {
        if (save.savesMesh()) {
            addStep(solve.t(), solve.dt());
        }
        if (save.savesSteps()) {
            keep(solve.t(), solve.state());
        }
        if (dense != null) {
            StepInterpolant<S> step = solve.interpolant();
            S previous = solve.previousState();
            dense.add(solve.tPrevious(), step.dt(), previous, step.prepare(previous, solve.state()));
        }
        while (nextTime < save.times().length() && (solve.t() - save.times().get(nextTime)) * direction >= 0) {
            double time = save.times().get(nextTime++);
            if (time == solve.t()) {
                keep(time, solve.state());
            } else {
                S state = space.zerosLike(solve.state());
                solve.interpolate(time, state);
                times.add(time);
                states.add(state);
            }
        }
    }

    private void addStep(double t, double dt) {
        if (steps + 2 > nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * nodes.length);
            dts = Arrays.copyOf(dts, nodes.length);
        }
        dts[steps++] = dt;
        nodes[steps] = t;
    }

    Solution.Saved<S> finish(double finalTime, S finalState, @Nullable Mesh fixedMesh) {
        Mesh mesh = fixedMesh;
        if (save.savesMesh() && steps > 0 && (mesh == null || mesh.steps() != steps)) {
            mesh = Mesh.of(Arrays.copyOf(nodes, steps + 1), Arrays.copyOf(dts, steps));
        }
        return new Solution.Saved<>(
                times.build(), List.copyOf(states), mesh, dense == null ? null : dense.build(finalTime, finalState));
    }
}
