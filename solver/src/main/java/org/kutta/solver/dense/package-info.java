/**
 * Dense output: the polynomial inside a step, from a tableau's own weights or by bootstrapping.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.solver.dense.DenseOutput}</td><td>the solution at every time</td></tr>
 * <tr><td>{@link org.kutta.solver.dense.DenseStep}</td><td>the polynomial of one step</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.solver.dense;

import org.jspecify.annotations.NullMarked;
