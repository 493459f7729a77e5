package org.kutta.examples.swap;

import org.kutta.nn.compare.SwapMatrix;

/**
 * A model and what the solver swap found of it.
 *
 * @param model its name
 * @param matrix what was found
 */
record SwapOutcome(String model, SwapMatrix matrix) {}
