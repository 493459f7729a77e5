/**
 * Graphs of ND4J's SameDiff as vector fields: for graphs that are there already, far slower than a network of Kutta's layers.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.samediff.SameDiffField}</td><td>a graph as a field</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.samediff;

import org.jspecify.annotations.NullMarked;
