/**
 * Hypersolvers: a Runge-Kutta step with a learned correction of its local error, for fields that are solved over and over.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.hyper.Hypersolver}</td><td>a step with its correction</td></tr>
 * <tr><td>{@link org.kutta.nn.hyper.HyperSamples}</td><td>what corrections are learned from</td></tr>
 * <tr><td>{@link org.kutta.nn.hyper.HypersolverTrainable}</td><td>learns one</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.hyper;

import org.jspecify.annotations.NullMarked;
