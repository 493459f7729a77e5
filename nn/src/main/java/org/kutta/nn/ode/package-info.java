/**
 * One tableau, two readings: {@link org.kutta.nn.ode.RungeKuttaStack} reads it as the wiring of sub-networks,
 * {@link org.kutta.nn.ode.OdeBlock} as the method that solves a neural ODE. Both are layers.
 * {@link org.kutta.nn.ode.PerSampleSolve} solves the samples of a batch each with its own steps.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.ode.RungeKuttaStack}</td><td>the discrete reading</td></tr>
 * <tr><td>{@link org.kutta.nn.ode.OdeBlock}</td><td>the continuous reading</td></tr>
 * <tr><td>{@link org.kutta.nn.ode.OdeLayer}</td><td>what both are</td></tr>
 * <tr><td>{@link org.kutta.nn.ode.TimeVarying}</td><td>weights that depend on time</td></tr>
 * <tr><td>{@link org.kutta.nn.ode.PerSampleSolve}</td><td>own steps for every sample</td></tr>
 * <tr><td>{@link org.kutta.nn.ode.BatchCoupling}</td><td>what sharing steps costs</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.ode;

import org.jspecify.annotations.NullMarked;
