package org.kutta.nn.heap;

import org.jspecify.annotations.Nullable;

/**
 * One layer of a heap network, bound to a batch: it maps {@code x [batch, in]} to {@code z [batch, out]}, row-major.
 *
 * <p>Rows are independent, so that threads may share a pass; {@code from} and {@code to} count rows.
 */
interface Step {

    /** Whether the derivatives need the input. */
    boolean keepsInput();

    /** Whether the derivatives need the output. */
    boolean keepsOutput();

    /** Whether {@code z} may be the very array {@code x}, and a cotangent likewise. */
    boolean inPlace();

    /** Features of a row of the output. */
    int outputs();

    /** Takes in the parameters after they were written. */
    void load(double[] parameters);

    /** Writes rows of {@code z}. */
    void forward(double t, double[] x, double[] z, int from, int to, Scratch scratch);

    /** Writes rows of the cotangent of {@code x}; it may be {@code zBar} itself where {@link #inPlace} says so. */
    void pullback(double[] x, double[] z, double[] zBar, double[] xBar, int from, int to, Scratch scratch);

    /** Number of pieces of {@link #pullbackParameters} that may be computed side by side; 0 without parameters. */
    int pieces();

    /** Adds one piece of the parameters' cotangent at time {@code t}, summed over {@code rows} rows in their order. */
    void pullbackParameters(
            double t, double[] x, double[] zBar, int rows, double[] parametersBar, int piece, Scratch scratch);

    /** The cotangent of the time, of {@code rows} rows. */
    double timeBar(double[] zBar, int rows, Scratch scratch);

    /** Writes the change of {@code z} along changes of the input, the parameters (null is zero) and the time. */
    void tangent(
            double t,
            double[] x,
            double[] z,
            double[] xDot,
            double @Nullable [] parametersDot,
            double tDot,
            double[] zDot,
            int rows,
            Scratch scratch);

    /**
     * Accumulates how the pullback of a fixed cotangent changes along a direction.
     *
     * @param xBarDot added to
     * @param parametersBarDot added to; null skips it
     */
    void pullbackChange(
            double[] x,
            double[] z,
            double[] xDot,
            double @Nullable [] parametersDot,
            double[] zBar,
            double[] xBarDot,
            double @Nullable [] parametersBarDot,
            int rows,
            Scratch scratch);
}
