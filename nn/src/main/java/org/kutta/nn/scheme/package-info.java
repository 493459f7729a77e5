/**
 * Schemes that no Butcher tableau gives: linear multistep, truncated backward Euler, reversible pairs, fractal and dense wirings, gated stages, U-Nets and blocks
 * that can be re-parametrised. Each is a layer.
 *
 * <p>A sub-network that depends on time sees the time at which the layer is evaluated, the same in all blocks and stages. One that several stages or blocks share meets one dropout mask
 * in all of them; within a larger vector field, whose every evaluation has a frame of its own, such a mask is drawn for one frame only: keep dropout out of shared sub-networks there.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.scheme.LmStack}</td><td>linear multistep (LM-ResNet)</td></tr>
 * <tr><td>{@link org.kutta.nn.scheme.PolyBlock}</td><td>truncated backward Euler (PolyNet)</td></tr>
 * <tr><td>{@link org.kutta.nn.scheme.ReversibleStack}</td><td>trained in memory that does not grow with depth</td></tr>
 * <tr><td>{@link org.kutta.nn.scheme.FractalBlock}</td><td>FractalNet</td></tr>
 * <tr><td>{@link org.kutta.nn.scheme.GatedStep}</td><td>gated Runge-Kutta steps</td></tr>
 * <tr><td>{@link org.kutta.nn.scheme.TransformerField}</td><td>attention and feed-forward as a field</td></tr>
 * <tr><td>{@link org.kutta.nn.scheme.RepConv}</td><td>RepVGG, re-parametrised</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.scheme;

import org.jspecify.annotations.NullMarked;
