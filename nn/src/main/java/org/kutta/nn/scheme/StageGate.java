package org.kutta.nn.scheme;

/** How a {@link GatedStep} learns the weights of its stages. Both begin at those of the tableau. */
public enum StageGate {
    /** One trained number for each stage. */
    COEFFICIENTS,
    /** A softmax over the stages, computed from the stages themselves for each sample and position; for two stages the sigmoid gate of the ODE transformer. */
    SOFTMAX
}
