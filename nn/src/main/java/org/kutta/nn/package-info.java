/**
 * Neural networks as vector fields: layers, ODE blocks, residual stacks, and their training.
 *
 * <p>A {@link org.kutta.nn.Network} is a {@link org.kutta.nn.layer.Layer} bound to an input shape and to one flat vector of parameters. Layers are in {@code nn.layer}, ODE blocks and
 * stacks in {@code nn.ode}, training in {@code nn.train}.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.Network}</td><td>a layer with its numbers</td></tr>
 * <tr><td>{@link org.kutta.nn.NetworkPlan}</td><td>a network bound to a batch: forward and backward</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn;

import org.jspecify.annotations.NullMarked;
