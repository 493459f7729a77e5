package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;

/**
 * What came out of one training.
 *
 * @param cell which training
 * @param parameters parameters of the network
 * @param steps steps of training taken
 * @param loss mean loss over the last whole epoch, in nats; NaN if there was none
 * @param accuracy share of the test samples classified rightly; NaN where training failed
 * @param diverged whether training failed, or the last epoch's loss is above that of the first batch and above that of guessing, {@code ln(classes)}
 * @param failure why training failed, in one line; empty if it went to its end
 * @param firstGradients norm of the gradient of each group of weights, from the first layer to the last, at the first step
 * @param lastGradients the same at the last step; empty where training failed
 */
public record CellResult(
        TrainingCell cell,
        long parameters,
        long steps,
        double loss,
        double accuracy,
        boolean diverged,
        String failure,
        ImmutableList<Double> firstGradients,
        ImmutableList<Double> lastGradients) {}
