package org.kutta.examples.swap;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.compare.SwapCell;
import org.kutta.nn.compare.SwapMatrix;

/**
 * What the JSON says of one model.
 *
 * @param model its name
 * @param trainedWith its solver: {@link OnSteps} or {@link ToTolerance}
 * @param cells the model under other solvers: {@link StepCell} or {@link ToleranceCell} each
 * @param verdict {@code valid} or {@code dependent}
 * @param criticalStep longest step at which its tableau gives the metric of the exact flow; not finite, so null, if none was found
 */
record SwapEntry(String model, Object trainedWith, List<Object> cells, String verdict, double criticalStep) {

    /** A solver with fixed steps. */
    record OnSteps(String tableau, long steps) {}

    /** A solver with a tolerance, whose steps depend on the input. */
    record ToTolerance(String tableau, @Nullable Integer steps, double tolerance) {}

    /** A cell of a model with fixed steps. */
    record StepCell(String tableau, double stepFactor, double metric, double trajectoryDistance) {}

    /** A cell of a model with a tolerance. */
    record ToleranceCell(String tableau, double toleranceFactor, double metric, double trajectoryDistance) {}

    static SwapEntry of(String model, SwapMatrix matrix) {
        Object trainedWith = matrix.isAdaptive()
                ? new ToTolerance(SwapTexts.name(matrix.tableau()), null, matrix.rtol())
                : new OnSteps(SwapTexts.name(matrix.tableau()), Math.round(matrix.steps()));
        List<Object> cells = matrix.cells().stream()
                .map(matrix.isAdaptive() ? SwapEntry::toleranceCell : SwapEntry::stepCell)
                .toList();
        String verdict = matrix.verdict().name().toLowerCase(Locale.ROOT);
        return new SwapEntry(
                model, trainedWith, cells, verdict, matrix.criticalStep().step());
    }

    private static Object stepCell(SwapCell cell) {
        return new StepCell(
                SwapTexts.name(cell.tableau()), cell.stepFactor(), cell.metric(), cell.trajectoryDistance());
    }

    private static Object toleranceCell(SwapCell cell) {
        return new ToleranceCell(
                SwapTexts.name(cell.tableau()), cell.toleranceFactor(), cell.metric(), cell.trajectoryDistance());
    }
}
