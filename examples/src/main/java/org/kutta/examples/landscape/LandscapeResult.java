package org.kutta.examples.landscape;

import com.google.common.collect.ImmutableList;

/**
 * What came out, as {@code --json} writes it.
 *
 * @param dataset name of the data
 * @param samples training samples on which the loss was taken
 * @param training how the arms were trained
 * @param plane {@code random} or {@code principal}
 * @param directionsSeed seed of the random directions, the same for all arms
 * @param radius radius of the sharpness figures
 * @param x positions of the columns, in multiples of the first direction
 * @param y positions of the rows, in multiples of the second direction
 * @param cutX positions of the cuts, in multiples of the first direction
 * @param curvatureX positions of rows and columns of the curvatures
 * @param arms one for each arm
 */
@SuppressWarnings("ArrayRecordComponent") // numbers for JSON and charts: made once, never compared
record LandscapeResult(
        String dataset,
        int samples,
        String training,
        String plane,
        long directionsSeed,
        double radius,
        double[] x,
        double[] y,
        double[] cutX,
        double[] curvatureX,
        ImmutableList<ArmSurface> arms) {}
