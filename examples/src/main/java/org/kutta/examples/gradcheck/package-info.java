/** Problems whose gradients {@code kutta gradcheck} judges. */
@NullMarked
package org.kutta.examples.gradcheck;

import org.jspecify.annotations.NullMarked;
