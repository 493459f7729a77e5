/** The kutta command line. */
@NullMarked
package org.kutta.examples;

import org.jspecify.annotations.NullMarked;
