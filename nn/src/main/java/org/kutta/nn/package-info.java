/** Neural networks as vector fields: layers, ODE blocks, residual stacks, and their training. */
@NullMarked
package org.kutta.nn;

import org.jspecify.annotations.NullMarked;
