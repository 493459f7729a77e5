/** {@code kutta swap}: whether trained models are ODEs, by other solvers for the same numbers. */
@NullMarked
package org.kutta.examples.swap;

import org.jspecify.annotations.NullMarked;
