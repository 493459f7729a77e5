/**
 * Training: a {@link org.kutta.nn.train.Trainer} drives a {@link org.kutta.nn.train.Trainable} over
 * {@link org.kutta.nn.train.Batches} with ND4J's updaters, schedules and regularisation.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.train.Trainer}</td><td>settings of a run</td></tr>
 * <tr><td>{@link org.kutta.nn.train.Trainable}</td><td>what can be trained</td></tr>
 * <tr><td>{@link org.kutta.nn.train.NetworkTrainable}</td><td>a network with a loss</td></tr>
 * <tr><td>{@link org.kutta.nn.train.ArrayBatches}</td><td>samples in memory</td></tr>
 * <tr><td>{@link org.kutta.nn.train.NetworkEvaluator}</td><td>accuracy and loss of a trained network</td></tr>
 * <tr><td>{@link org.kutta.nn.train.SoftmaxCrossEntropy}</td><td>for classes</td></tr>
 * <tr><td>{@link org.kutta.nn.train.MeanSquaredError}</td><td>for numbers</td></tr>
 * <tr><td>{@link org.kutta.nn.train.TrainingListener}</td><td>progress</td></tr>
 * <tr><td>{@link org.kutta.nn.train.TrainingFailedException}</td><td>where a loss stopped being finite</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.train;

import org.jspecify.annotations.NullMarked;
