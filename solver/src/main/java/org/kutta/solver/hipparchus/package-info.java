/**
 * Hipparchus both ways: its equations solved here, and Kutta's tableaus as its integrators.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.solver.hipparchus.HipparchusOde}</td><td>equations of Hipparchus as fields, and back</td></tr>
 * <tr><td>{@link org.kutta.solver.hipparchus.KuttaIntegrator}</td><td>a solver of Kutta where Hipparchus wants an integrator</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.solver.hipparchus;

import org.jspecify.annotations.NullMarked;
