package org.kutta.nn.landscape;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * Smallest and largest eigenvalue of the Hessian on a grid in a plane. Where {@code |min / max|} is near 0 the loss is nearly convex, whatever the plane
 * shows: the eigenvalues are those of the whole parameter space.
 *
 * @param x positions along the first direction: the columns
 * @param y positions along the second direction: the rows
 * @param smallest smallest eigenvalues, row-major; NaN where the gradient is not finite or a cancelled scan did not come
 * @param largest largest eigenvalues, likewise
 * @param errors bounds of the larger of both errors, see {@link HessianEnds}, likewise
 * @param exact whether Hessian products are exact, not differences of gradients
 * @param angle angle between the directions, in degrees
 * @param status why the scan ended
 */
public record CurvatureSurface(
        Axis x,
        Axis y,
        ImmutableDoubleArray smallest,
        ImmutableDoubleArray largest,
        ImmutableDoubleArray errors,
        boolean exact,
        double angle,
        ScanStatus status) {

    /** {@return {@code |smallest / largest|}, {@code [row][column]}; NaN where there is none} */
    public double[][] nonConvexity() {
        double[][] ratios = Scan.rows(smallest, x.points());
        for (int row = 0; row < ratios.length; row++) {
            for (int column = 0; column < x.points(); column++) {
                ratios[row][column] = Math.abs(ratios[row][column] / largest.get(row * x.points() + column));
            }
        }
        return ratios;
    }
}
