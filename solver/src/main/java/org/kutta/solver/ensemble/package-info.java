/**
 * Ensembles: many solves at a time, each with its own steps and its own fate.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.solver.ensemble.EnsembleSolver}</td><td>solves members in parallel, the same bits on any number of threads</td></tr>
 * <tr><td>{@link org.kutta.solver.ensemble.EnsembleSolution}</td><td>all members, and those that failed</td></tr>
 * <tr><td>{@link org.kutta.solver.ensemble.EnsembleMember}</td><td>one solve of many, with its status</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.solver.ensemble;

import org.jspecify.annotations.NullMarked;
