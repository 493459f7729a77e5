/** One Runge-Kutta step of a tableau: the kernel that solvers, residual stacks and gradient methods share. */
@NullMarked
package org.kutta.solver.step;

import org.jspecify.annotations.NullMarked;
