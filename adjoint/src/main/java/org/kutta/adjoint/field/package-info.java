/** Differentiable fields from plain functions: with a pullback written by hand, or by central differences where there is none. */
@NullMarked
package org.kutta.adjoint.field;

import org.jspecify.annotations.NullMarked;
