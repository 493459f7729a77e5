package org.kutta.nn.train;

/**
 * What one epoch of training did.
 *
 * @param epoch number of the epoch, from 0
 * @param meanLoss loss averaged over the samples of the epoch, each taken before the step its batch led to
 * @param samples samples trained on
 * @param steps steps taken
 * @param seconds wall-clock seconds of the epoch's batches, listeners included
 * @param learningRate learning rate of the epoch's last step; NaN for an updater without one
 */
public record EpochSummary(int epoch, double meanLoss, long samples, long steps, double seconds, double learningRate) {}
