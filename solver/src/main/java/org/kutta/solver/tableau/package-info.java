/**
 * Butcher tableaus as checked data.
 *
 * <p>A {@link org.kutta.solver.tableau.ButcherTableau} holds exact {@link org.kutta.solver.tableau.Coefficient}s and the
 * doubles derived from them. {@link org.kutta.solver.tableau.Tableaus} is the catalogue,
 * {@link org.kutta.solver.tableau.TableauFamilies} makes members of families with free parameters, and
 * {@link org.kutta.solver.tableau.TableauFiles} reads and writes tableaus. A
 * {@link org.kutta.solver.tableau.TableauCertificate} proves the orders that a tableau claims.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.solver.tableau.Tableaus}</td><td>the catalogue</td></tr>
 * <tr><td>{@link org.kutta.solver.tableau.TableauBuilder}</td><td>builds and checks one of your own</td></tr>
 * <tr><td>{@link org.kutta.solver.tableau.ButcherTableau}</td><td>the checked data</td></tr>
 * <tr><td>{@link org.kutta.solver.tableau.TableauCertificate}</td><td>what is proved of it</td></tr>
 * <tr><td>{@link org.kutta.solver.tableau.StabilityFunction}</td><td>stability on both axes</td></tr>
 * <tr><td>{@link org.kutta.solver.tableau.TableauFamilies}</td><td>methods of orders 2 and 3 by their nodes</td></tr>
 * <tr><td>{@link org.kutta.solver.tableau.TableauFiles}</td><td>JSON and drawn arrays</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.solver.tableau;

import org.jspecify.annotations.NullMarked;
