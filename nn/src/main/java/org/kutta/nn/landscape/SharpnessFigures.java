package org.kutta.nn.landscape;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * How sharp a minimum is.
 *
 * @param loss loss at the point
 * @param radius size of the moves relative to the weights
 * @param rises for each random direction the mean of the losses both ways at the radius, less {@code loss}
 * @param worstRise loss of the worst point found in the ball of that radius, less {@code loss}
 * @param curvature ends of the Hessian's spectrum, over all parameters and without any normalisation
 */
public record SharpnessFigures(
        double loss, double radius, ImmutableDoubleArray rises, double worstRise, HessianEnds curvature) {

    /** {@return the mean rise over the random directions} */
    public double meanRise() {
        return rises.stream().sum() / rises.length();
    }

    /** {@return the standard error of {@link #meanRise} from the choice of the directions} */
    public double meanRiseError() {
        double mean = meanRise();
        double squares =
                rises.stream().map(rise -> (rise - mean) * (rise - mean)).sum();
        return Math.sqrt(squares / (rises.length() - 1.0) / rises.length());
    }
}
