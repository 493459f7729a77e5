package org.kutta.nn.compare;

/** Why a solve of a trained block does not converge at the order of its tableau. */
public enum Culprit {
    /** It does. */
    NONE,
    /** The steps of the training are too long for the order to show; that of shorter ones, or of none tried, is the tableau's. */
    STEP_TOO_LARGE,
    /** The field has kinks, across which no method keeps an order above about 2. */
    KINKS,
    /** Differences fall to rounding before the order shows: the solve is as accurate as its data type. */
    ROUNDOFF
}
