/** {@code kutta bench}: how long the library's main jobs take on this machine. */
@NullMarked
package org.kutta.examples.bench;

import org.jspecify.annotations.NullMarked;
