package org.kutta.solver;

import java.util.Locale;

/** What the caller of a failed solve may try next. */
final class FailureAdvice {

    private FailureAdvice() {}

    /** Advice by status; {@code stiffness} is the step size times the spectral radius of the Jacobian, NaN if unknown. */
    static String of(SolveStatus status, double stiffness, Tolerances tolerances) {
        if (status == SolveStatus.NON_FINITE) {
            return "check f and the state there";
        }
        if (stiffness > 1) {
            return String.format(
                    Locale.ROOT,
                    "dt times the spectral radius of the Jacobian is about %.1f, so that stability and not accuracy"
                            + " limits the steps; the problem looks stiff here, which explicit methods do not suit",
                    stiffness);
        }
        return status == SolveStatus.MAX_STEPS
                ? "raise maxSteps, or take larger steps: looser tolerances or a coarser mesh"
                : "the solution may be singular or the field jump near this t; check f there, declare a discontinuity,"
                        + " or loosen the tolerances (" + tolerances + ")";
    }
}
