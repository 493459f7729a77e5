/** Classifiers of images to begin with, one for each reading of a tableau, and images moved at random for their training. */
@NullMarked
package org.kutta.nn.image;

import org.jspecify.annotations.NullMarked;
