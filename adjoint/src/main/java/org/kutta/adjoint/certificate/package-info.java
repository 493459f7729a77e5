/** How good gradients are: methods against each other and against differences on the frozen mesh. */
@NullMarked
package org.kutta.adjoint.certificate;

import org.jspecify.annotations.NullMarked;
