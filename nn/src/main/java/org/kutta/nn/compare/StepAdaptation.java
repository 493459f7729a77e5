package org.kutta.nn.compare;

import org.kutta.solver.Checks;

/**
 * Settings of a {@link StepMonitor}: when a model in training is compared with a better solver, and what follows.
 *
 * <p>Above {@code shrinkAbove} the step or tolerance is multiplied by {@code shrink}. At or below {@code growBelow}, {@code patience} times in a row, it is multiplied by
 * {@code growth}, but only if the change with the larger one is no more than {@code growBelow} either. In between nothing happens: without such a gap the step oscillates.
 *
 * @param every steps of training between two comparisons
 * @param shrinkAbove change of the metric above which steps are shortened
 * @param growBelow change of the metric up to which they may be lengthened, at most {@code shrinkAbove}
 * @param patience comparisons in a row that must allow it before steps are lengthened
 * @param shrink factor of shortening, in (0, 1)
 * @param growth factor of lengthening, above 1
 * @param mostSteps steps of the interval that shortening only approaches
 * @param maxDistance distance of the block's outputs, relative to their norm, above which steps are shortened as well, and half of which lets them be
 *     lengthened; infinite to go by the metric alone
 */
public record StepAdaptation(
        int every,
        double shrinkAbove,
        double growBelow,
        int patience,
        double shrink,
        double growth,
        int mostSteps,
        double maxDistance) {

    /**
     * Checks the settings.
     *
     * @param every at least 1
     * @param shrinkAbove above 0
     * @param growBelow at least 0, at most {@code shrinkAbove}
     * @param patience at least 1
     * @param shrink in (0, 1)
     * @param growth above 1
     * @param mostSteps at least 2
     * @param maxDistance above 0
     */
    public StepAdaptation {
        Checks.atLeast("every", every, 1);
        Checks.positive("shrinkAbove", shrinkAbove);
        Checks.check(growBelow >= 0 && growBelow <= shrinkAbove, "growBelow", growBelow, "must be in [0, shrinkAbove]");
        Checks.atLeast("patience", patience, 1);
        Checks.check(shrink > 0 && shrink < 1, "shrink", shrink, "must be in (0, 1)");
        Checks.check(growth > 1 && growth < Double.POSITIVE_INFINITY, "growth", growth, "must be > 1 and finite");
        Checks.atLeast("mostSteps", mostSteps, 2);
        Checks.check(maxDistance > 0, "maxDistance", maxDistance, "must be > 0");
    }

    /**
     * The published rule: every 50 steps, half the step above a change of 0.1, else 1.1 times the step if the change stays within 0.1; at most 500 steps.
     *
     * @return the settings, for a metric that is an accuracy
     * @see "Ott et al., arXiv 2007.15386, algorithm 2"
     */
    public static StepAdaptation published() {
        return new StepAdaptation(50, 0.1, 0.1, 1, 0.5, 1.1, 500, Double.POSITIVE_INFINITY);
    }

    /**
     * The published rule with a gap against oscillation: steps are lengthened only after three comparisons in a row with a change of at most 0.05.
     *
     * @return the settings, for a metric that is an accuracy
     */
    public static StepAdaptation withHysteresis() {
        return new StepAdaptation(50, 0.1, 0.05, 3, 0.5, 1.1, 500, Double.POSITIVE_INFINITY);
    }

    /**
     * Sets the distance between comparisons.
     *
     * @param steps steps of training, at least 1
     * @return a copy with that setting
     */
    public StepAdaptation every(int steps) {
        return new StepAdaptation(steps, shrinkAbove, growBelow, patience, shrink, growth, mostSteps, maxDistance);
    }

    /**
     * Sets the largest distance of the block's outputs.
     *
     * @param distance relative to their norm, above 0
     * @return a copy with that setting
     */
    public StepAdaptation maxDistance(double distance) {
        return new StepAdaptation(every, shrinkAbove, growBelow, patience, shrink, growth, mostSteps, distance);
    }
}
