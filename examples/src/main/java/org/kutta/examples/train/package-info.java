/** {@code kutta train}: one image classifier, trained to the end and looked at. */
@NullMarked
package org.kutta.examples.train;

import org.jspecify.annotations.NullMarked;
