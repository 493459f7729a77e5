/**
 * Labelled data to train on: digits and photographs from files, points that are generated.
 *
 * <p>Images are height, width, channels. A channel is shifted and scaled so that over the training images it has mean 0
 * and standard deviation 1; the test images are shifted and scaled by the same figures. Generated points are used as
 * they come.
 */
@NullMarked
package org.kutta.examples.data;

import org.jspecify.annotations.NullMarked;
