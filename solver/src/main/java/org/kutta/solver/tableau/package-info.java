/**
 * Butcher tableaus as checked data.
 *
 * <p>A {@link org.kutta.solver.tableau.ButcherTableau} holds exact {@link org.kutta.solver.tableau.Coefficient}s and the
 * doubles derived from them. {@link org.kutta.solver.tableau.Tableaus} is the catalogue,
 * {@link org.kutta.solver.tableau.TableauFamilies} makes members of families with free parameters, and
 * {@link org.kutta.solver.tableau.TableauFiles} reads and writes tableaus. A
 * {@link org.kutta.solver.tableau.TableauCertificate} proves the orders that a tableau claims.
 */
@NullMarked
package org.kutta.solver.tableau;

import org.jspecify.annotations.NullMarked;
