/** The command {@code landscape}: the loss surfaces of residual stacks of one budget, side by side. */
@NullMarked
package org.kutta.examples.landscape;

import org.jspecify.annotations.NullMarked;
