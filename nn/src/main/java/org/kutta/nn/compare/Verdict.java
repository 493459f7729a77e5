package org.kutta.nn.compare;

/** Whether a trained model still is the ODE it was written as. */
public enum Verdict {
    /** Every solver at least as accurate as the one of the training gives the same answers. */
    VALID,
    /** Some solver at least as accurate gives other answers: the model has learned its steps, not a vector field. */
    DEPENDENT
}
