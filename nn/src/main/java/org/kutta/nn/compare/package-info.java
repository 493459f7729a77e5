/**
 * How far the two readings are apart. Results are values; nothing is printed.
 *
 * <p>{@link org.kutta.nn.compare.SolverSwap} asks whether a trained model is an ODE. {@link org.kutta.nn.compare.PlacedBlock} finds what it is asked of in a network, and the other
 * diagnoses tell why not. {@link org.kutta.nn.compare.StepMonitor} keeps a model an ODE while it is trained. {@link org.kutta.nn.compare.EqualBudget} makes models of one
 * budget to train side by side.
 */
@NullMarked
package org.kutta.nn.compare;

import org.jspecify.annotations.NullMarked;
