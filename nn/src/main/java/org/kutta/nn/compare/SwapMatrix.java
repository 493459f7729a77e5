package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.Optional;

/**
 * A trained model under many solvers: what a solver swap found.
 *
 * @param metric name of the metric
 * @param allowedChange change of the metric up to which two values count as the same
 * @param tableau name of the tableau it was trained with
 * @param order its order
 * @param steps steps it was trained with, on average over batches where a tolerance decides
 * @param dt its longest step; NaN where a tolerance decides
 * @param rtol relative tolerance it was trained with; NaN for fixed steps
 * @param totalTime length of the interval
 * @param trainedMetric the metric under the training solver
 * @param cells the other solvers, by tableau and then by factor; the training solver is among them
 * @param verdict whether the model is an ODE
 * @param criticalStep where it begins to depend on its steps
 * @see "Ott, Katiyar, Hennig, Tiemann: ResNet After All? Neural ODEs and Their Numerical Solution, arXiv 2007.15386"
 */
public record SwapMatrix(
        String metric,
        double allowedChange,
        String tableau,
        int order,
        double steps,
        double dt,
        double rtol,
        double totalTime,
        double trainedMetric,
        ImmutableList<SwapCell> cells,
        Verdict verdict,
        CriticalStep criticalStep) {

    /** {@return whether a tolerance decided the steps of the training} */
    public boolean isAdaptive() {
        return !Double.isNaN(rtol);
    }

    /** {@return of the solvers that count and do not agree the one farthest from the training solver's outputs; empty for a valid model} */
    public Optional<SwapCell> worst() {
        return cells.stream()
                .filter(cell -> cell.counts() && !cell.agrees())
                .max(Comparator.comparingDouble(SwapCell::trajectoryDistance));
    }
}
