/**
 * One tableau, two readings: {@link org.kutta.nn.ode.RungeKuttaStack} reads it as the wiring of sub-networks,
 * {@link org.kutta.nn.ode.OdeBlock} as the method that solves a neural ODE. Both are layers.
 * {@link org.kutta.nn.ode.PerSampleSolve} solves the samples of a batch each with its own steps.
 */
@NullMarked
package org.kutta.nn.ode;

import org.jspecify.annotations.NullMarked;
