/**
 * Training: a {@link org.kutta.nn.train.Trainer} drives a {@link org.kutta.nn.train.Trainable} over
 * {@link org.kutta.nn.train.Batches} with ND4J's updaters, schedules and regularisation.
 */
@NullMarked
package org.kutta.nn.train;

import org.jspecify.annotations.NullMarked;
