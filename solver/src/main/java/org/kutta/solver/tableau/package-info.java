/**
 * Butcher tableaus as checked data.
 *
 * <p>A {@link org.kutta.solver.tableau.ButcherTableau} holds exact {@link org.kutta.solver.tableau.Coefficient}s and the
 * doubles derived from them. {@link org.kutta.solver.tableau.Tableaus} is the catalogue.
 */
@NullMarked
package org.kutta.solver.tableau;

import org.jspecify.annotations.NullMarked;
