package org.kutta.nn.hyper;

/** Inputs and residuals at one time: what a correction learns from. */
public final class HyperSamples {
    private final double t;
    private final double[] input;
    private final double[] residual;

    HyperSamples(double t, double[] input, double[] residual) {
        this.t = t;
        this.input = input;
        this.residual = residual;
    }

    /** {@return the time} */
    public double t() {
        return t;
    }

    /** {@return rows of state and derivative, live} */
    double[] input() {
        return input;
    }

    /** {@return rows of scaled local errors, live} */
    double[] residual() {
        return residual;
    }
}
