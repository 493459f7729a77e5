/** Test problems with exact solutions or invariants. */
@NullMarked
package org.kutta.solver.problem;

import org.jspecify.annotations.NullMarked;
