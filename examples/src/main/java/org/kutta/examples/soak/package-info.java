/** Long random tests that a user can run: {@code kutta soak}. */
@NullMarked
package org.kutta.examples.soak;

import org.jspecify.annotations.NullMarked;
