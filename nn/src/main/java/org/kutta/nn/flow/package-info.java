/**
 * Continuous normalizing flows: densities as the flow of a learned field, the trace of whose Jacobian is exact or estimated, with the penalties and the sampled end times
 * that keep such flows cheap to solve.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.flow.ContinuousFlow}</td><td>density, samples and both directions of a flow</td></tr>
 * <tr><td>{@link org.kutta.nn.flow.FlowField}</td><td>a field with the trace of its Jacobian</td></tr>
 * <tr><td>{@link org.kutta.nn.flow.TraceEstimator}</td><td>exact, or random</td></tr>
 * <tr><td>{@link org.kutta.nn.flow.FlowPenalty}</td><td>kinetic energy and Jacobian norm</td></tr>
 * <tr><td>{@link org.kutta.nn.flow.FlowTrainable}</td><td>trains a flow on samples</td></tr>
 * <tr><td>{@link org.kutta.nn.flow.EndTimeSampler}</td><td>random end times</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.flow;

import org.jspecify.annotations.NullMarked;
