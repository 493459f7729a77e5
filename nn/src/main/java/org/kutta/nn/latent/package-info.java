/** Latent neural ODEs: irregular series with gaps, encoded into the start of a path in a latent space and decoded along it. */
@NullMarked
package org.kutta.nn.latent;

import org.jspecify.annotations.NullMarked;
