/**
 * Classifiers of images to begin with, one for each reading of a tableau, and images moved at random for their training.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.image.ImageNetworks}</td><td>a stack and a neural ODE for images</td></tr>
 * <tr><td>{@link org.kutta.nn.image.ShiftedImages}</td><td>batches of images moved at random</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.image;

import org.jspecify.annotations.NullMarked;
