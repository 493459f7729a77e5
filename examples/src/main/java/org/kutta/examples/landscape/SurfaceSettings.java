package org.kutta.examples.landscape;

import java.util.Locale;

/**
 * How arms are trained and looked at.
 *
 * @param epochs epochs of training
 * @param batch samples in a batch of training
 * @param learningRate of Adam at the beginning
 * @param seed of first weights and batches
 * @param directionsSeed of the random directions
 * @param principal whether the plane is that of the trajectory, not of random directions
 * @param grid points along each side of the grid, odd
 * @param range distance from the middle to a side, in multiples of the directions
 * @param samples training samples on which the loss is taken
 * @param radius of the sharpness figures
 * @param curvatureGrid points along each side of the grid of curvatures; 0 for none
 * @param workers threads that evaluate points
 */
record SurfaceSettings(
        int epochs,
        int batch,
        double learningRate,
        long seed,
        long directionsSeed,
        boolean principal,
        int grid,
        double range,
        int samples,
        double radius,
        int curvatureGrid,
        int workers) {

    /** The training in a phrase; two runs of which it is the same train the same. */
    String training() {
        return String.format(
                Locale.ROOT,
                "%d epoch%s of batches of %d, Adam with learning rate %s falling along a cosine, seed %d",
                epochs,
                epochs == 1 ? "" : "s",
                batch,
                learningRate,
                seed);
    }
}
