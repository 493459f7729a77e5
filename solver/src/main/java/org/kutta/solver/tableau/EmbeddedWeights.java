package org.kutta.solver.tableau;

import com.google.common.collect.ImmutableList;

/**
 * An embedded solution: its weights, its claimed order, and the error weights that follow.
 *
 * @param order claimed order
 * @param solution weights of the embedded solution, one per stage
 * @param error main weights minus {@code solution}
 */
record EmbeddedWeights(int order, ImmutableList<Coefficient> solution, ImmutableList<Coefficient> error) {}
