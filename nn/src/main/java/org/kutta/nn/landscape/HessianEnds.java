package org.kutta.nn.landscape;

/**
 * The smallest and the largest eigenvalue of a Hessian.
 *
 * <p>Each error is the residual {@code |H v - lambda v|} of its Ritz pair: some eigenvalue of the operator lies within it. That none lies further out is
 * what Lanczos iteration makes likely, not certain.
 *
 * @param smallest smallest eigenvalue
 * @param largest largest eigenvalue
 * @param smallestError residual of the smallest
 * @param largestError residual of the largest
 * @param products Hessian products taken
 * @param exact whether the products are exact, not central differences of gradients
 */
public record HessianEnds(
        double smallest, double largest, double smallestError, double largestError, int products, boolean exact) {

    /** {@return {@code |smallest / largest|}: near 0 where the loss is nearly convex} */
    public double nonConvexity() {
        return Math.abs(smallest / largest);
    }
}
