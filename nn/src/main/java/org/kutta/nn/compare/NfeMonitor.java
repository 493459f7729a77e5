package org.kutta.nn.compare;

import com.google.common.primitives.ImmutableDoubleArray;
import org.kutta.nn.train.EpochSummary;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.TrainingListener;
import org.kutta.nn.train.TrainingProgress;

/**
 * Counts evaluations while a model is trained: a solver with a tolerance takes more and more of them as its field grows wilder. To stop such a training,
 * {@code trainer.stopWhen(epoch -> monitor.growth().ratio() > 4)}.
 */
public final class NfeMonitor implements TrainingListener {
    private final NetworkTrainable model;
    private final ImmutableDoubleArray.Builder forward = ImmutableDoubleArray.builder();
    private final ImmutableDoubleArray.Builder backward = ImmutableDoubleArray.builder();
    private double forwardSum;
    private double backwardSum;
    private int steps;

    /**
     * A monitor.
     *
     * @param model the model that is trained
     */
    public NfeMonitor(NetworkTrainable model) {
        this.model = model;
    }

    @Override
    public void step(TrainingProgress progress) {
        forwardSum += model.nfeForward();
        backwardSum += model.nfeBackward();
        steps++;
    }

    @Override
    public void epoch(EpochSummary summary) {
        forward.add(forwardSum / steps);
        backward.add(backwardSum / steps);
        forwardSum = 0;
        backwardSum = 0;
        steps = 0;
    }

    /** {@return the counts of the epochs that have ended} */
    public NfeGrowth growth() {
        return new NfeGrowth(forward.build(), backward.build());
    }
}
