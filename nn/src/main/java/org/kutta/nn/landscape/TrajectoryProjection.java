package org.kutta.nn.landscape;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * A trajectory seen in a plane.
 *
 * @param x positions along the first direction; the last one 0
 * @param y positions along the second direction; the last one 0
 * @param share share of the squared distances from the end that lies in the plane, from 0 to 1: of random directions nearly nothing
 */
public record TrajectoryProjection(ImmutableDoubleArray x, ImmutableDoubleArray y, double share) {
    static TrajectoryProjection of(double[] x, double[] y, double share) {
        return new TrajectoryProjection(ImmutableDoubleArray.copyOf(x), ImmutableDoubleArray.copyOf(y), share);
    }
}
