package org.kutta.nn.compare;

/**
 * A trained model under one other solver.
 *
 * @param tableau name of the tableau
 * @param order its order
 * @param stepFactor steps in units of those of the training; NaN where a tolerance decides
 * @param actualFactor the longest step taken, in the same unit: smaller than {@code stepFactor} where that is longer than the interval; NaN where a tolerance
 *     decides
 * @param toleranceFactor tolerances in units of those of the training; NaN for fixed steps
 * @param steps accepted steps for a batch, on average; NaN after a failure
 * @param nfe evaluations for a batch, on average; NaN after a failure
 * @param metric the metric over all samples; NaN after a failure
 * @param trajectoryDistance norm of the difference to the block's outputs under the training solver, relative to the norm of those; NaN after a failure
 * @param counts whether the verdict counts it: the solver is at least as accurate as that of the training
 * @param agrees whether the metric is the same as under the training solver
 * @param failure why the solve failed or cannot be; empty if it did not fail
 */
public record SwapCell(
        String tableau,
        int order,
        double stepFactor,
        double actualFactor,
        double toleranceFactor,
        double steps,
        double nfe,
        double metric,
        double trajectoryDistance,
        boolean counts,
        boolean agrees,
        String failure) {}
