/**
 * Models as files: what a network is and its numbers, saved and loaded bit for bit, and weights exchanged with NumPy and PyTorch.
 * {@link org.kutta.nn.model.SavedModel} is the door.
 */
@NullMarked
package org.kutta.nn.model;

import org.jspecify.annotations.NullMarked;
