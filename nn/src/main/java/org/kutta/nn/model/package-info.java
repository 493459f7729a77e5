/**
 * Models as files: what a network is and its numbers, saved and loaded bit for bit, and weights exchanged with NumPy and PyTorch.
 * {@link org.kutta.nn.model.SavedModel} is the door.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.model.SavedModel}</td><td>a network as a value and a file</td></tr>
 * <tr><td>{@link org.kutta.nn.model.ModelRegistry}</td><td>names of the layers that files may hold</td></tr>
 * <tr><td>{@link org.kutta.nn.model.WeightExchange}</td><td>weights from and for NumPy and PyTorch</td></tr>
 * <tr><td>{@link org.kutta.nn.model.NumpyFiles}</td><td>npy and npz</td></tr>
 * <tr><td>{@link org.kutta.nn.model.ModelFormatException}</td><td>why a file was refused</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.model;

import org.jspecify.annotations.NullMarked;
