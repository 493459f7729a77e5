/** Explicit Runge-Kutta methods as data, and the one engine that runs them on any state. */
@NullMarked
package org.kutta.solver;

import org.jspecify.annotations.NullMarked;
