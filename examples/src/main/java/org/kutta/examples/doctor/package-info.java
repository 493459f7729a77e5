/** {@code kutta doctor}: what a machine has for Kutta, whether it computes rightly there, and what makes it slow. */
@NullMarked
package org.kutta.examples.doctor;

import org.jspecify.annotations.NullMarked;
