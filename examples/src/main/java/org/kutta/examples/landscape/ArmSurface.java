package org.kutta.examples.landscape;

import org.jspecify.annotations.Nullable;

/**
 * What came out for one arm, as {@code --json} writes it.
 *
 * @param name name of the arm
 * @param order order of its tableau, 0 without shortcuts or for a model from a file
 * @param parameters number of parameters
 * @param testAccuracy share of the test samples classified rightly
 * @param loss cross-entropy on the samples of the surface, at the trained parameters, in nats
 * @param meanRise mean rise of the loss over 10 filter-normalised random directions, both ways, at the radius
 * @param meanRiseError its standard error from the choice of the directions
 * @param worstRise rise to the worst point found in the ball of that radius
 * @param lambdaMin smallest eigenvalue of the Hessian
 * @param lambdaMax largest eigenvalue
 * @param lambdaError residual of the less exact of the two
 * @param nonConvexity {@code |lambdaMin / lambdaMax|}
 * @param exactProducts whether Hessian products were exact, not differences of gradients
 * @param angle angle between the two directions, in degrees
 * @param cut losses along the first direction
 * @param losses losses on the grid, {@code [row][column]}
 * @param curvature {@code |lambdaMin / lambdaMax|} on a coarser grid, or null
 * @param trajectory the way of training, or null for a model from a file
 */
@SuppressWarnings("ArrayRecordComponent") // numbers for JSON and charts: made once, never compared
record ArmSurface(
        String name,
        int order,
        int parameters,
        double testAccuracy,
        double loss,
        double meanRise,
        double meanRiseError,
        double worstRise,
        double lambdaMin,
        double lambdaMax,
        double lambdaError,
        double nonConvexity,
        boolean exactProducts,
        double angle,
        double[] cut,
        double[][] losses,
        double @Nullable [][] curvature,
        @Nullable Path trajectory) {

    /**
     * The way of training, seen in the plane of the surface.
     *
     * @param steps training steps of the snapshots
     * @param x positions along the first direction
     * @param y positions along the second
     * @param share share of the squared distances from the end that lies in the plane
     * @param principalX positions in the trajectory's own principal plane, in units of the parameters
     * @param principalY likewise
     * @param principalShares shares of the two principal directions
     */
    record Path(
            long[] steps,
            double[] x,
            double[] y,
            double share,
            double[] principalX,
            double[] principalY,
            double[] principalShares) {}
}
