/** Where to keep states of a solve so that its steps can be taken again in reverse with little recomputation. */
@NullMarked
package org.kutta.adjoint.checkpoint;

import org.jspecify.annotations.NullMarked;
