package org.kutta.nn.train;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Where a training run stands after a step.
 *
 * @param epoch number of the epoch, from 0
 * @param epochs epochs of the run
 * @param batch number of the batch within the epoch, from 0
 * @param batches batches per epoch; empty in the first epoch of data that do not say
 * @param step number of the step, from 0, counted over all epochs
 * @param loss loss of this batch, before the step
 * @param learningRate learning rate of the step; NaN for an updater without one
 * @param samplesPerSecond samples trained on per second, since the run began
 * @param secondsLeft estimated seconds to the end of the last epoch; empty while that is not known
 */
public record TrainingProgress(
        int epoch,
        int epochs,
        int batch,
        OptionalInt batches,
        long step,
        double loss,
        double learningRate,
        double samplesPerSecond,
        OptionalDouble secondsLeft) {}
