package org.kutta.examples.compare;

import java.util.ArrayList;
import java.util.List;

/** How the training of one arm went, epoch by epoch. */
final class ArmCurve {
    private final List<Double> losses = new ArrayList<>();
    private final List<Double> accuracies = new ArrayList<>();
    private final List<Double> forward = new ArrayList<>();
    private final List<Double> seconds = new ArrayList<>();

    /** Adds an epoch: mean loss, test accuracy, evaluations in a forward pass of training, seconds. */
    void add(double loss, double accuracy, double nfeForward, double epochSeconds) {
        losses.add(loss);
        accuracies.add(accuracy);
        forward.add(nfeForward);
        seconds.add(epochSeconds);
    }

    /** Numbers of the epochs, from 1. */
    double[] epochs() {
        double[] epochs = new double[losses.size()];
        for (int i = 0; i < epochs.length; i++) {
            epochs[i] = i + 1;
        }
        return epochs;
    }

    double[] losses() {
        return array(losses);
    }

    double[] accuracies() {
        return array(accuracies);
    }

    double[] forward() {
        return array(forward);
    }

    double[] seconds() {
        return array(seconds);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
