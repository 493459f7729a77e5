/** Neural ODEs at work: densities, observed series, latent paths, pendulums. A command for each, a page with pictures from each. */
@NullMarked
package org.kutta.examples.science;

import org.jspecify.annotations.NullMarked;
