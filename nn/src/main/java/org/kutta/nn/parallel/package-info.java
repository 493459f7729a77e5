/** Threads that share one pass: {@link org.kutta.nn.parallel.Crew}. */
@NullMarked
package org.kutta.nn.parallel;

import org.jspecify.annotations.NullMarked;
