/** Gradients of a solve with respect to its start, its parameters and its times. */
@NullMarked
package org.kutta.adjoint;

import org.jspecify.annotations.NullMarked;
