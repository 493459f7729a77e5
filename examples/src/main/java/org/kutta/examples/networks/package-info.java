/** The command {@code networks}: the catalogue of networks, and that each of them learns. */
@NullMarked
package org.kutta.examples.networks;

import org.jspecify.annotations.NullMarked;
