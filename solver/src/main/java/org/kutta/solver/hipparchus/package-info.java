/** Hipparchus both ways: its equations solved here, and Kutta's tableaus as its integrators. */
@NullMarked
package org.kutta.solver.hipparchus;

import org.jspecify.annotations.NullMarked;
