/** Hypersolvers: a Runge-Kutta step with a learned correction of its local error, for fields that are solved over and over. */
@NullMarked
package org.kutta.nn.hyper;

import org.jspecify.annotations.NullMarked;
