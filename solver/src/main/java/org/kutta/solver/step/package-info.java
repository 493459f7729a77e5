/**
 * One Runge-Kutta step of a tableau: the kernel that solvers, residual stacks and gradient methods share.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.solver.step.RungeKuttaStep}</td><td>one step, allocated once</td></tr>
 * <tr><td>{@link org.kutta.solver.step.StageFields}</td><td>which field each stage evaluates</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.solver.step;

import org.jspecify.annotations.NullMarked;
