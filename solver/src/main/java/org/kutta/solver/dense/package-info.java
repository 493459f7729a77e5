/** Dense output: the polynomial inside a step, from a tableau's own weights or by bootstrapping. */
@NullMarked
package org.kutta.solver.dense;

import org.jspecify.annotations.NullMarked;
