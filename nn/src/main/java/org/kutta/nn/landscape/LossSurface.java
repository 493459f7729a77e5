package org.kutta.nn.landscape;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * Losses on a grid in a plane.
 *
 * @param x positions along the first direction: the columns
 * @param y positions along the second direction: the rows
 * @param losses row-major, as they are: not finite where the model's output is not, NaN where a cancelled scan did not come
 * @param originLoss the loss at the origin of the plane
 * @param angle angle between the directions, in degrees
 * @param status why the scan ended
 */
public record LossSurface(
        Axis x, Axis y, ImmutableDoubleArray losses, double originLoss, double angle, ScanStatus status) {

    /**
     * {@return the loss at a grid point}
     *
     * @param row index along the second direction
     * @param column index along the first direction
     */
    public double loss(int row, int column) {
        return losses.get(row * x.points() + column);
    }

    /** {@return all losses, {@code [row][column]}} */
    public double[][] rows() {
        return Scan.rows(losses, x.points());
    }
}
