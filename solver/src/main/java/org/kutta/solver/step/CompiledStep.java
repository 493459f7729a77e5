package org.kutta.solver.step;

import org.kutta.solver.VectorField;

/** A Runge-Kutta step on {@code double[]} with the coefficients and the number of components compiled in. */
interface CompiledStep {

    /**
     * Does what {@link RungeKuttaStep#stepFrom} and {@link RungeKuttaStep#errorRatio} do, to the bit.
     *
     * @param field the one field of all stages
     * @param t start of the step
     * @param dt signed size of the step
     * @param tNext end of the step
     * @param y state at {@code t}
     * @param y1 receives the state at {@code tNext}
     * @param stages the stages, the first one given
     * @param input receives stage inputs
     * @param rtol relative tolerance
     * @param atol absolute tolerance
     * @return the error ratio; 0 where the tableau has no estimate or the step leaves it out
     */
    double step(
            VectorField<double[]> field,
            double t,
            double dt,
            double tNext,
            double[] y,
            double[] y1,
            double[][] stages,
            double[] input,
            double rtol,
            double atol);
}
