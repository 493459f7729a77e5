/** {@code kutta compare}: discrete stacks of several orders and neural ODEs, trained on the same data at one budget. */
@NullMarked
package org.kutta.examples.compare;

import org.jspecify.annotations.NullMarked;
