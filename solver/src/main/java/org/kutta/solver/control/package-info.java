/**
 * Step-size controllers: values that turn error ratios into factors for the next step.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.solver.control.StepSizeController}</td><td>the extension point, with the usual choices</td></tr>
 * <tr><td>{@link org.kutta.solver.control.PidController}</td><td>proportional, integral and derivative control</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.solver.control;

import org.jspecify.annotations.NullMarked;
