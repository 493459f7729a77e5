package org.kutta.solver;

import org.kutta.solver.control.StepSizeController;

/**
 * The sizes of the controlled steps of one solve: what the controller proposes, fitted to the forced stops.
 *
 * <p>A step goes to the next stop where the proposal reaches it or nearly; where two steps would do, both get the same size, so that no sliver
 * remains. The proposal from before such a cut is remembered after it.
 */
final class StepSizes {

    private static final double STRETCH = 1.01;

    private final OdeSolver.Settings settings;
    private final StepSizeController.Memory control;
    private final double direction;

    private double proposal;
    private double size;
    private double dt;
    private double tNext;
    private int rejectionsInARow;

    StepSizes(OdeSolver.Settings settings, int errorPower, double direction) {
        this.settings = settings;
        this.control = settings.controller.start(Math.max(1, errorPower));
        this.direction = direction;
    }

    void propose(double first) {
        proposal = Math.max(first, settings.minStep);
    }

    boolean isProposed() {
        return proposal > 0;
    }

    /** Fits the proposal to the way to the next stop; false where it is too small to go on. */
    boolean fit(double t, double stop) {
        double remaining = stop - t;
        double whole = Math.abs(remaining);
        size = proposal < settings.maxStep ? proposal : settings.maxStep;
        if (size * STRETCH >= whole && whole <= settings.maxStep) {
            dt = remaining;
            tNext = stop;
            return true;
        }
        dt = size > 0.5 * whole ? 0.5 * remaining : direction * size;
        tNext = t + dt;
        return size >= least(t);
    }

    /** The least size at a time: a few units in its last place, so that {@code t + dt} is well apart from {@code t}. */
    double least(double t) {
        return Math.max(settings.minStep, 16 * Math.ulp(t));
    }

    double dt() {
        return dt;
    }

    double tNext() {
        return tNext;
    }

    double proposal() {
        return direction * proposal;
    }

    int rejectionsInARow() {
        return rejectionsInARow;
    }

    void accepted(double ratio) {
        rejectionsInARow = 0;
        double made = Math.abs(dt);
        double next = made * control.accepted(ratio);
        if (made < size && next < size) {
            next = size; // a step cut short by a stop says little about the steps after it
        }
        proposal = next > settings.minStep ? next : settings.minStep;
    }

    void rejected(double ratio) {
        rejectionsInARow++;
        double tried = Math.abs(dt);
        double next = tried * control.rejected(ratio);
        // the least step itself is tried before the solve gives up
        proposal = tried > settings.minStep ? Math.max(next, settings.minStep) : next;
    }

    /** The solution is not smooth here. */
    void reset() {
        control.reset();
    }
}
