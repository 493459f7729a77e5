/** Forward sensitivities and second-order products: a field together with its derivatives along directions. */
@NullMarked
package org.kutta.adjoint.tangent;

import org.jspecify.annotations.NullMarked;
