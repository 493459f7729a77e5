/**
 * Where to keep states of a solve so that its steps can be taken again in reverse with little recomputation.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.adjoint.checkpoint.BinomialSchedule}</td><td>the least recomputation for a number of states</td></tr>
 * <tr><td>{@link org.kutta.adjoint.checkpoint.CheckpointStack}</td><td>the states held</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.adjoint.checkpoint;

import org.jspecify.annotations.NullMarked;
