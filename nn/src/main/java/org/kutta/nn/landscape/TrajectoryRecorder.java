package org.kutta.nn.landscape;

import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.TrainingListener;
import org.kutta.nn.train.TrainingProgress;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keeps snapshots of the parameters while a network is trained: where it began, then after every so many steps, on the Java heap. A run that is taken up from a checkpoint
 * begins, for the recorder, where it is taken up.
 */
public final class TrajectoryRecorder implements TrainingListener {
    private final INDArray parameters;
    private final int interval;
    private final List<double[]> snapshots = new ArrayList<>();
    private final List<Long> steps = new ArrayList<>();
    private long last;

    /**
     * A recorder; to be made before training begins.
     *
     * @param parameters the parameters that training writes, such as {@link org.kutta.nn.Network#parameters}; live
     * @param interval steps between snapshots, at least 1
     */
    public TrajectoryRecorder(INDArray parameters, int interval) {
        this.parameters = parameters;
        this.interval = Checks.atLeast("interval", interval, 1);
        keep(0);
    }

    @Override
    public void step(TrainingProgress progress) {
        last = progress.step() + 1;
        if (last % interval == 0) {
            keep(last);
        }
    }

    private void keep(long step) {
        snapshots.add(NativeArrays.toHeap(parameters));
        steps.add(step);
    }

    /** {@return the trajectory up to where the parameters are now} */
    public ParameterTrajectory trajectory() {
        if (steps.get(steps.size() - 1) < last) {
            keep(last);
        }
        return ParameterTrajectory.of(steps.stream().mapToLong(Long::longValue).toArray(), snapshots);
    }
}
