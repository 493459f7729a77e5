package org.kutta.nn.train;

import com.google.common.collect.ImmutableList;

/**
 * What a training run did.
 *
 * @param status why it ended
 * @param epochs the epochs that were finished, in order
 * @param steps steps taken, those of an unfinished epoch included
 * @param seconds wall-clock seconds of the whole run
 */
public record TrainingResult(TrainingStatus status, ImmutableList<EpochSummary> epochs, long steps, double seconds) {}
