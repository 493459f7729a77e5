package org.kutta.nn.heap;

/**
 * A function of one component, applied to runs of an array, with its first two derivatives.
 *
 * <p>Derivatives are taken at what a pass has kept: the output where {@link #fromOutput} says so, the input otherwise.
 */
interface Activation {

    /** Whether the derivatives are computed from the output, so that it may overwrite the input. */
    boolean fromOutput();

    /** {@code y[i] = f(x[i])}; {@code y} may be {@code x}. */
    void apply(double[] x, double[] y, int from, int to, Scratch scratch);

    /** {@code bar[i] *= f'}. */
    void multiplyByDerivative(double[] kept, double[] bar, int from, int to, Scratch scratch);

    /** {@code f''} at one component. */
    double secondDerivative(double kept);
}
